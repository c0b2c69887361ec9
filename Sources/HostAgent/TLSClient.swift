import CSSL
import Glibc

/// The client's end of one TLS connection on a socket that does not block.
///
/// Nothing is verified: the socket leads to a guest of this agent's own, through a port of this
/// agent's own, and what a probe asks is whether the guest answers.
final class TLSClient {
  /// What an operation has to wait for, or what came of it.
  enum Outcome {
    case done(Int)
    case wait(Int32)
    case failed
  }

  private let session: OpaquePointer
  private var isAskedForCertificate = false

  /// Makes a client that shows `identity` if it is asked to; `nil` when the library cannot.
  init?(_ descriptor: Int32, as identity: HostSecret? = nil) {
    guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
    defer { SSL_CTX_free(context) }
    guard let session = SSL_new(context) else { return nil }
    self.session = session
    guard SSL_set_fd(session, descriptor) == 1 else { return nil }
    if let identity, !show(identity) { return nil }
    // The session does not outlive this object.
    let this = Unmanaged.passUnretained(self).toOpaque()
    SSL_set_cert_cb(
      session,
      { _, this in
        if let this {
          Unmanaged<TLSClient>.fromOpaque(this).takeUnretainedValue().isAskedForCertificate = true
        }
        return 1
      }, this)
  }

  deinit { SSL_free(session) }

  /// Whether the other end has said anything yet, so that somebody is there.
  var hasHeard: Bool { BIO_number_read(SSL_get_rbio(session)) > 0 }

  /// Whether the other end asked for a certificate and then did not end the handshake well.
  var isRefusedForCertificate: Bool { isAskedForCertificate && SSL_is_init_finished(session) == 0 }

  private func show(_ identity: HostSecret) -> Bool {
    guard let leaf = identity.chain.first,
      SSL_use_certificate_ASN1(session, leaf, Int32(leaf.count)) == 1
    else { return false }
    let key = identity.key.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      return d2i_AutoPrivateKey(nil, &start, buffer.count)
    }
    guard let key else { return false }
    defer { EVP_PKEY_free(key) }
    return SSL_use_PrivateKey(session, key) == 1
      && identity.chain.dropFirst().allSatisfy {
        merlon_ssl_add_to_chain(session, $0, $0.count) == 1
      }
  }

  /// Agrees on keys.
  func handshake() -> Outcome { outcome(SSL_connect(session)) }

  /// Sends bytes.
  func write(_ bytes: ArraySlice<UInt8>) -> Outcome {
    outcome(bytes.withUnsafeBytes { SSL_write(session, $0.baseAddress, Int32($0.count)) })
  }

  /// Receives bytes; 0 at the end.
  func read(into buffer: inout [UInt8]) -> Outcome {
    outcome(SSL_read(session, &buffer, Int32(buffer.count)))
  }

  private func outcome(_ result: Int32) -> Outcome {
    if result > 0 { return .done(Int(result)) }
    switch SSL_get_error(session, result) {
    case SSL_ERROR_WANT_READ: return .wait(POLLIN)
    case SSL_ERROR_WANT_WRITE: return .wait(POLLOUT)
    case SSL_ERROR_ZERO_RETURN: return .done(0)
    default: return .failed
    }
  }
}

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

  /// Makes a client; `nil` when the library cannot.
  init?(_ descriptor: Int32) {
    guard let context = SSL_CTX_new(TLS_client_method()) else { return nil }
    defer { SSL_CTX_free(context) }
    guard let session = SSL_new(context) else { return nil }
    self.session = session
    guard SSL_set_fd(session, descriptor) == 1 else { return nil }
  }

  deinit { SSL_free(session) }

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

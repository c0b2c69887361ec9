import Disk
import HostLink
import Vocabulary

/// What the host's probes ask with as somebody; it never leaves the host.
package struct ProbeSecret: Sendable {
  private static let bytesMax = 4096

  /// What a request says of who asks.
  package enum Credentials: Hashable, Sendable {
    /// Name and password (RFC 7617).
    case basic(name: String, password: String)
    /// A token (RFC 6750).
    case bearer(token: String)

    /// The value of the field `Authorization`.
    package var field: String {
      switch self {
      case .basic(let name, let password):
        "Basic " + Base64.encode(Array("\(name):\(password)".utf8))
      case .bearer(let token): "Bearer " + token
      }
    }
  }

  /// The password or token, if there is one.
  package let credentials: Credentials?
  /// The certificate and its key, if there are.
  package let identity: HostSecret?

  /// Reads the first line of `PRINCIPAL` or `PRINCIPAL.token`, and `PRINCIPAL.pem`; one of them has
  /// to be there.
  package static func read(
    of principal: String, in folder: String?
  ) -> Result<Self, HostAgentError> {
    guard let folder, Probe.isPrincipal(principal) else {
      return .failure(
        HostAgentError(
          .folder, "this host has no secrets folder; start it with one to probe as \(principal)"))
    }
    do throws(HostAgentError) {
      let secret = Self(
        credentials: try credentials(of: principal, in: folder + "/" + principal),
        identity: try identity(of: principal, in: folder))
      if secret.credentials != nil || secret.identity != nil { return .success(secret) }
      return .failure(
        HostAgentError(
          .folder,
          "there is no \(folder)/\(principal); write the password of \(principal) into its first "
            + "line, or put a token into \(principal).token, or a certificate and its key into "
            + "\(principal).pem there"))
    } catch {
      return .failure(error)
    }
  }

  private static func credentials(
    of principal: String, in path: String
  ) throws(HostAgentError) -> Credentials? {
    let token = try firstLine(of: path + ".token")
    guard let password = try firstLine(of: path) else {
      guard let token else { return nil }
      guard isToken(token) else {
        throw HostAgentError(
          .folder, "the first line of \(path).token is not a token; write it there without spaces")
      }
      return .bearer(token: token)
    }
    guard token == nil else {
      throw HostAgentError(
        .folder,
        "there are \(path) and \(path).token; remove one, since a request can carry only one")
    }
    return .basic(name: principal, password: password)
  }

  /// What RFC 6750 has for tokens, so that it ends no field of a request.
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
          || "-._~+/=".utf8.contains(byte)
      }
  }

  private static func firstLine(of path: String) throws(HostAgentError) -> String? {
    do throws(DiskError) {
      guard let bytes = try DurableFile.read(path, atMost: bytesMax) else { return nil }
      let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      return String(decoding: line, as: UTF8.self)
    } catch {
      throw HostAgentError(.folder, error.description)
    }
  }

  private static func identity(
    of principal: String, in folder: String
  ) throws(HostAgentError) -> HostSecret? {
    guard let name = SecretName(principal) else { return nil }
    return try SecretsFolder(path: folder).secretIfThere(named: name)
  }
}

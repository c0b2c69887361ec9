import Disk
import HostLink
import Vocabulary

/// What the host's probes ask with as somebody; it never leaves the host.
struct ProbeSecret: Sendable {
  private static let bytesMax = 4096

  /// The password, if there is one.
  let password: String?
  /// The certificate and its key, if there are.
  let identity: HostSecret?

  /// Reads the first line of the principal's file, and `PRINCIPAL.pem`; one of them has to be there.
  static func read(of principal: String, in folder: String?) -> Result<Self, HostAgentError> {
    guard let folder, Probe.isPrincipal(principal) else {
      return .failure(
        HostAgentError(
          .folder, "this host has no secrets folder; start it with one to probe as \(principal)"))
    }
    do throws(HostAgentError) {
      let secret = Self(
        password: try password(in: folder + "/" + principal),
        identity: try identity(of: principal, in: folder))
      if secret.password != nil || secret.identity != nil { return .success(secret) }
      return .failure(
        HostAgentError(
          .folder,
          "there is no \(folder)/\(principal); write the password of \(principal) into its first "
            + "line, or put a certificate and its key into \(principal).pem there"))
    } catch {
      return .failure(error)
    }
  }

  private static func password(in path: String) throws(HostAgentError) -> String? {
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

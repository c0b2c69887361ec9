import Disk
import HostLink
import Vocabulary

/// The passwords that the host's probes use; they never leave the host.
enum ProbeSecret {
  private static let bytesMax = 4096

  /// Reads the first line of the principal's file.
  static func read(of principal: String, in folder: String?) -> Result<String, HostAgentError> {
    guard let folder, Probe.isPrincipal(principal) else {
      return .failure(
        HostAgentError(
          .folder, "this host has no secrets folder; start it with one to probe as \(principal)"))
    }
    let path = folder + "/" + principal
    do throws(DiskError) {
      guard let bytes = try DurableFile.read(path, atMost: bytesMax) else {
        return .failure(
          HostAgentError(
            .folder, "there is no \(path); write the password of \(principal) into its first line"))
      }
      let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      return .success(String(decoding: line, as: UTF8.self))
    } catch {
      return .failure(HostAgentError(.folder, error.description))
    }
  }
}

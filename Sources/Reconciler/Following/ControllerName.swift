import Disk
import Foundation
import Keys
import Vocabulary

/// What a controller is called in leases: the same over restarts, and never that of another one.
enum ControllerName {
  private static let bytesMax = 256

  /// The name that the controller with a state folder has had before, or a new one.
  static func of(_ stateFolder: String) throws(ReconcileError) -> String {
    let path = stateFolder + "/controller.name"
    do throws(DiskError) {
      if let bytes = try DurableFile.read(path, atMost: bytesMax) {
        let name = String(decoding: bytes.prefix { $0 > 0x20 && $0 < 0x7f }, as: UTF8.self)
        guard !name.isEmpty else {
          throw DiskError(path: path, "read", code: EINVAL)
        }
        return name
      }
      let machine = ProcessInfo.processInfo.hostName.filter {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
      }
      let name = "\(machine.prefix(60))/\(Hex.encode(RandomBytes.make(6)))"
      try DurableFile.create(Array((name + "\n").utf8), at: path, mode: 0o600)
      return name
    } catch {
      throw .state(path: error.path, reason: error.reason)
    }
  }
}

import Foundation

/// Finds out whether tests can have network namespaces here.
enum NamespaceTrial {
  /// Runs commands in a namespace that is gone afterwards; prints why tests are skipped if they fail.
  ///
  /// - Parameter label: Tells it from other trials of the same process.
  static func succeeds(_ commands: String, _ label: String, otherwise reason: String) -> Bool {
    let name = "merlon-trial-\(getpid())-\(label)"
    let trial = Process()
    trial.executableURL = URL(filePath: "/bin/sh")
    trial.arguments = [
      "-c",
      """
      ip netns add \(name) && ip netns exec \(name) sh -ec '\(commands)'
      r=$?; ip netns del \(name); exit $r
      """,
    ]
    trial.standardError = FileHandle.nullDevice
    guard (try? trial.run()) != nil else { return false }
    trial.waitUntilExit()
    if trial.terminationStatus != 0 { print(reason) }
    return trial.terminationStatus == 0
  }
}

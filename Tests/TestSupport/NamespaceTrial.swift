import Foundation

/// Finds out whether tests can have network namespaces here.
enum NamespaceTrial {
  /// Runs commands in a namespace that is gone afterwards; prints why tests are skipped if they fail.
  ///
  /// - Parameter label: Tells it from other trials of the same process.
  static func succeeds(_ commands: String, _ label: String, otherwise reason: String) -> Bool {
    let name = "merlon-trial-\(getpid())-\(label)"
    let script = """
      ip netns add \(name) && ip netns exec \(name) sh -ec '\(commands)'
      r=$?; ip netns del \(name); exit $r
      """
    let isPossible = (try? Tool.run(["sh", "-c", script]))?.isSuccess == true
    if !isPossible { print(reason) }
    return isPossible
  }
}

package import Vocabulary

/// What the probes of an instance said while it was watched.
package struct GateCount: Hashable, Sendable {
  /// How many were asked.
  package let asked: Int
  /// How many of them failed.
  package let failed: Int
  /// For how long it has served.
  package let milliseconds: Int

  /// Makes a count.
  package init(asked: Int, failed: Int, milliseconds: Int) {
    self.asked = asked
    self.failed = failed
    self.milliseconds = milliseconds
  }

  /// Judges the instance by a gate; `nil` while more has to be seen.
  ///
  /// Fit: the window is over, and `100 · failed ≤ errorPercentMax · asked`. Unfit: that does not
  /// hold, and would not if all that is still to be asked, at the pace so far, did not fail.
  package func isFit(for gate: RolloutRules.Gate) -> Bool? {
    let window = gate.seconds * 1000
    let isOver = milliseconds >= window
    let expected = isOver ? asked : asked * window / max(1, milliseconds)
    if failed * 100 > gate.errorPercentMax * max(asked, expected) { return false }
    return isOver ? true : nil
  }
}

package import Vocabulary

extension RolloutRules.Gate {
  /// Judges an instance that has served for `milliseconds` by how many probes were asked meanwhile and
  /// how many of them failed; `nil` while more has to be seen.
  ///
  /// Fit: the window is over, and `100 · failed ≤ errorPercentMax · asked`. Unfit: that does not
  /// hold, and would not if all that is still to be asked, at the pace so far, did not fail.
  package func isFit(asked: Int, failed: Int, milliseconds: Int) -> Bool? {
    let window = seconds * 1000
    let isOver = milliseconds >= window
    let expected = isOver ? asked : asked * window / max(1, milliseconds)
    if failed * 100 > errorPercentMax * max(asked, expected) { return false }
    return isOver ? true : nil
  }
}

package import Vocabulary

extension RolloutRules.Gate {
  /// Judges an instance that has served for `milliseconds` by how many probes were asked meanwhile and
  /// how many of them failed; `nil` while more has to be seen.
  ///
  /// Fit: the window is over, and `100 · failed ≤ errorPercentMax · asked`. Unfit: that does not
  /// hold, and would not if all that is still to be asked, at the pace so far, did not fail.
  package func isFit(asked: Int, failed: Int, milliseconds: Int) -> Bool? {
    judge(failed, of: asked, most: errorPercentMax, milliseconds)
  }

  /// Judges it by the answers that it gave, and how many of them were errors of the server, when the
  /// window is over: clients do not come at a pace, and what they will ask is not known before.
  package func isFit(answers: Int, serverErrors: Int, milliseconds: Int) -> Bool? {
    guard milliseconds >= seconds * 1000 else { return nil }
    return judge(serverErrors, of: answers, most: serverErrorPercentMax ?? 100, milliseconds)
  }

  private func judge(_ bad: Int, of all: Int, most percent: Int, _ milliseconds: Int) -> Bool? {
    // Hosts tell these numbers: their products have to have room.
    let (bad, all, window) = (Int128(bad), Int128(all), Int128(seconds) * 1000)
    let isOver = milliseconds >= window
    let expected = isOver ? all : all * window / Int128(max(1, milliseconds))
    if bad * 100 > Int128(percent) * max(all, expected) { return false }
    return isOver ? true : nil
  }
}

import CUkvm

/// The descriptors that a process has.
enum Descriptors {
  private static let firstAfterStandard: UInt32 = 3

  /// Closes all but the three standard ones and `kept`: nothing inherited by accident stays.
  static func closeAll(except kept: [Int32]) throws(SystemError) {
    var next = firstAfterStandard
    for descriptor in Set(kept).map(UInt32.init).sorted() where descriptor >= next {
      if descriptor > next { try close(next, descriptor - 1) }
      next = descriptor + 1
    }
    try close(next, .max)
  }

  /// The number after the highest one of `descriptors` and the standard ones.
  static func end(of descriptors: [Int32]) -> UInt32 {
    max(firstAfterStandard, UInt32((descriptors.max() ?? 0) + 1))
  }

  private static func close(_ first: UInt32, _ last: UInt32) throws(SystemError) {
    try SystemError.check(ukvm_close_range(first, last), "close inherited descriptors")
  }
}

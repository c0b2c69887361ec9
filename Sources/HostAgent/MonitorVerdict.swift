import Glibc

/// How a guest and its monitor ended, in words.
///
/// An hvt guest's monitor says itself what the guest did; of an spt guest, in whose process no
/// monitor is left, the kernel's signal is all that remains.
package struct MonitorVerdict: Hashable, Sendable {
  /// A line for people.
  package let words: String

  /// Reads what `waitpid` gives.
  package init(status: Int32) {
    let signal = status & 0x7f
    guard signal != 0 else {
      words = "exit status \(status >> 8 & 0xff)"
      return
    }
    let cause = Self.causes[signal].map { ": \($0)" } ?? ""
    words = "killed by signal \(signal)\(cause)"
  }

  private static let causes: [Int32: String] = [
    SIGSYS: "the guest made a system call that it may not make",
    SIGSEGV: "the guest touched memory that it may not touch",
    SIGILL: "the guest trapped, or ran what is no instruction",
    SIGFPE: "the guest divided by zero",
    SIGALRM: "its right to run ended",
  ]
}

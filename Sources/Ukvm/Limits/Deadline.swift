import CUkvm
import Glibc
import Solo5
import Vocabulary

/// The instant at which the kernel ends the guest, whoever else is still alive to do it.
///
/// A timer of the clock of the day goes off when that clock shows the instant, also when it was set
/// or the machine slept. It survives the monitor in an spt guest, which has no call to stop it.
struct Deadline {
  let instant: Instant

  /// The earlier of what the image says and what the command line says.
  init?(_ limits: MonitorLimits, _ options: MonitorOptions) {
    guard let instant = [limits.notAfter, options.notAfter].compactMap(\.self).min() else {
      return nil
    }
    self.instant = instant
  }

  /// Refuses a guest whose time is over before it begins.
  func check() throws(MonitorError) {
    let now = Instant(
      milliseconds: Int64(clamping: ukvm_nanoseconds(CLOCK_REALTIME) / 1_000_000))
    guard instant <= now else { return }
    throw .refused("the right to run this image ended at \(instant); it has to be renewed")
  }

  /// Sets the timer.
  func arm() throws(SystemError) {
    let (seconds, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 1000)
    try SystemError.check(
      ukvm_alarm_at(seconds, rest * 1_000_000), "set the time at which the guest ends")
  }
}

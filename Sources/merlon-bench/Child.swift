import Foundation

/// A process that was started, and whose end can be waited for on any thread; Foundation's
/// `waitUntilExit` needs the run loop of the thread that started it.
final class Child {
  let identifier: Int32
  private let process: Process
  private let ended = DispatchSemaphore(value: 0)

  /// Starts a process that was set up.
  init(_ process: Process) throws {
    let ended = self.ended
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    self.process = process
    identifier = process.processIdentifier
  }

  /// Waits for the end and returns the exit status.
  @discardableResult
  func wait() -> Int32 {
    ended.wait()
    ended.signal()
    return process.terminationStatus
  }

  /// Ends it, and waits until it has.
  func stop() {
    if process.isRunning { process.terminate() }
    wait()
  }
}

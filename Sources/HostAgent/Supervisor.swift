import Glibc
import HostLink
import Synchronization
import Vocabulary

/// Runs the instances: one thread that waits for everything, and short-lived ones that do what
/// would keep it waiting.
final class Supervisor: Sendable {
  /// What other threads leave for the loop.
  struct Mail: Sendable {
    var news: [(AttemptReference, AttemptNews)] = []
    var wishes: [DesiredState] = []
    var isStopping = false
  }

  private let core: Mutex<SupervisorCore>
  private let mail = Mutex(Mail())
  private let waker: Waker
  private let stopped: Waker

  /// Makes a supervisor with nothing to run yet.
  init(_ surroundings: SupervisorCore.Surroundings) throws(HostAgentError) {
    waker = try Waker()
    stopped = try Waker()
    core = Mutex(SupervisorCore(surroundings))
  }

  /// Takes in what the journal wants, before the loop starts.
  func restore(_ records: [FleetRecord]) {
    core.withLock { core in
      for record in records { core.restore(record) }
    }
  }

  /// Starts the loop.
  func start() throws(HostAgentError) {
    guard WorkerThread.start({ self.loop() }) else {
      throw HostAgentError(.system, "cannot start a thread")
    }
  }

  /// Binds what a fleet's wish needs, so that a port that cannot be had is refused at once.
  func prepare(_ desired: DesiredState) throws(HostLinkError) {
    try core.withLock { core throws(HostLinkError) in try core.prepare(desired) }
  }

  /// Takes in a wish that is prepared and on disk.
  func want(_ desired: DesiredState) {
    mail.withLock { $0.wishes.append(desired) }
    waker.wake()
  }

  /// Says what every instance is doing.
  func status() -> [InstanceStatus] { core.withLock(\.status) }

  /// Begins to end everything.
  func stop() {
    mail.withLock { $0.isStopping = true }
    waker.wake()
  }

  /// Waits until everything has ended.
  func waitUntilStopped() { stopped.wait() }

  private func loop() {
    var isDone = false
    while !isDone {
      let waits = core.withLock { $0.waits }
      poll(waits)
      let mail = mail.withLock { mail in
        defer { mail = Mail(isStopping: mail.isStopping) }
        return mail
      }
      let work = core.withLock { core in
        core.turn(mail)
        isDone = mail.isStopping && core.isIdle
        return core.takeWork()
      }
      for (reference, job) in work { run(job, for: reference) }
    }
    stopped.wake()
  }

  private func poll(_ waits: SupervisorCore.Waits) {
    var entries = [pollfd(fd: waker.input, events: Int16(POLLIN), revents: 0)]
    entries += waits.consoles.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    _ = Glibc.poll(&entries, nfds_t(entries.count), Int32(clamping: waits.milliseconds))
    waker.clear()
  }

  /// Does a job on a thread of its own and takes its outcome home.
  private func run(_ job: @escaping @Sendable () -> AttemptNews?, for reference: AttemptReference) {
    let hasStarted = WorkerThread.start(stackBytes: 256 << 10) {
      if let news = job() { self.tell(reference, news) }
    }
    if !hasStarted { tell(reference, .broken("the system has no thread to give")) }
  }

  private func tell(_ reference: AttemptReference, _ news: AttemptNews) {
    mail.withLock { $0.news.append((reference, news)) }
    waker.wake()
  }
}

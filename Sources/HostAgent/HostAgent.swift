import Disk
import Glibc
import HostLink
import Synchronization
import Vocabulary

/// The agent of one host: takes wishes from controllers and keeps them true.
package final class HostAgent: Sendable {
  private let supervisor: Supervisor
  private let server: Mutex<HostLinkServer?>
  private let events: EventLog
  private let folder: AgentFolder
  private let isStopping = Mutex(false)
  private let stopped: Waker

  private init(_ configuration: HostAgentConfiguration) throws(HostAgentError) {
    folder = try AgentFolder.open(configuration.stateDirectory)
    guard access(configuration.monitor, X_OK) == 0 else {
      throw HostAgentError(
        .monitor,
        "cannot execute the monitor \(configuration.monitor): \(SystemError.text(errno)); "
          + "set MERLON_UKVM to the path of merlon-ukvm")
    }
    Survivors.end(controlledFrom: folder.run)
    BridgePort.sweep(folder.tapPrefix)
    for name in Folder.names(in: folder.run) { unlink(folder.run + "/" + name) }
    events = try EventLog(
      path: folder.journal + "/events", eventsMax: configuration.tuning.eventsMax)
    let journal = try BootJournal(folder: folder.journal)
    let images = AgentImages(folder: folder.images)
    images.prune(keeping: journal.digests, olderThan: configuration.tuning.imageSecondsKept)
    supervisor = try Supervisor(
      SupervisorCore.Surroundings(
        configuration: configuration, folder: folder, images: images, journal: journal,
        events: events, setpriv: Self.setpriv))
    stopped = try Waker()
    server = Mutex(nil)
    supervisor.restore(journal.fleets)
    try serve(configuration, images: images, journal: journal)
    try supervisor.start()
  }

  /// Listens, and boots again what the journal wants.
  package static func start(
    _ configuration: HostAgentConfiguration
  ) throws(HostAgentError) -> HostAgent {
    // A controller or monitor that went away is an error of that call, not the end of the agent.
    signal(SIGPIPE, SIG_IGN)
    return try HostAgent(configuration)
  }

  /// Stops every instance and removes the sockets; what is wanted stays in the journal.
  package func stop() {
    let isFirst = isStopping.withLock { isStopping in
      defer { isStopping = true }
      return !isStopping
    }
    guard isFirst else { return waitUntilStopped() }
    supervisor.stop()
    supervisor.waitUntilStopped()
    // A monitor's own children end a moment after it.
    Survivors.end(controlledFrom: folder.run)
    events.close()
    server.withLock { server in
      server?.close()
      server = nil
    }
    folder.unlock()
    stopped.wake()
  }

  /// Waits until `stop()` has been called, from wherever, and is done.
  package func waitUntilStopped() { stopped.wait() }

  private func serve(
    _ configuration: HostAgentConfiguration, images: AgentImages, journal: BootJournal
  ) throws(HostAgentError) {
    let service = AgentService(
      greeting: AgentService.greeting(configuration.host), images: images, journal: journal,
      events: events, supervisor: supervisor,
      onStop: { [weak self] in
        guard let self else { return }
        WorkerThread.start { self.stop() }
      }, wishes: WishLine(), imageSecondsKept: configuration.tuning.imageSecondsKept)
    do throws(HostLinkError) {
      let started = try HostLinkServer.start(
        at: configuration.socket, listener: configuration.listener, service: service)
      server.withLock { $0 = started }
    } catch {
      throw HostAgentError(.network, error.detail)
    }
  }

  /// The tool of util-linux that ties a monitor's life to the agent's, where it is installed.
  private static var setpriv: String? {
    ["/usr/bin/setpriv", "/bin/setpriv"].first { access($0, X_OK) == 0 }
  }
}

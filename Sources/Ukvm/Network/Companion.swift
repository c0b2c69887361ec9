import CUkvm
import Glibc

/// The process beside the guest's: user networks and the control socket.
///
/// A guest that breaks out of its monitor does not get at the host's sockets here, and one that
/// breaks libslirp gets a process that can neither open a file nor a socket.
struct Companion {
  private static let nullDevice = "/dev/null"

  private let stacks: [SlirpStack]
  private var control: ControlServer?

  /// Starts the companion if there is anything for it to do.
  static func start(
    networks: [UserNetwork], control: Int32?
  ) throws(SystemError) {
    guard !networks.isEmpty || control != nil else { return }
    let monitor = try SystemError.check(ukvm_own_descriptor(), "name this process to another")
    defer { close(monitor) }
    // From here on: if the companion ends, the monitor does too.
    try SystemError.check(ukvm_follow_child(), "watch over the network process")
    guard try SystemError.check(ukvm_fork_apart(), "start the network process") == 0 else {
      for network in networks {
        close(network.companionEnd)
        for listener in network.listeners { close(listener.descriptor) }
      }
      if let control { close(control) }
      return
    }
    do throws(SystemError) {
      ukvm_forget_children()
      unsafe ukvm_become_companion("merlon-net")
      var companion = try Companion(networks, control, monitor)
      companion.run()
    } catch {
      Report.failure(.system(error))
      _exit(1)
    }
  }

  private init(
    _ networks: [UserNetwork], _ control: Int32?, _ monitor: Int32
  ) throws(SystemError) {
    let null = try SystemError.check(
      unsafe ukvm_open(Self.nullDevice, O_RDWR), "open \(Self.nullDevice)")
    dup2(null, STDIN_FILENO)
    dup2(null, STDOUT_FILENO)
    close(null)
    ukvm_raise_descriptor_limit()
    var kept = [monitor] + networks.flatMap { [$0.companionEnd] + $0.listeners.map(\.descriptor) }
    if let control { kept.append(control) }
    try Descriptors.closeAll(except: kept)
    var stacks: [SlirpStack] = []
    for network in networks { stacks.append(try SlirpStack(network)) }
    self.stacks = stacks
    self.control = control.map(ControlServer.init)
    // Each connection is a descriptor: as many as this process may have.
    try Confinement.enter(descriptors: .max)
    // Last, because a process that becomes another user follows nobody.
    try SystemError.check(ukvm_follow_parent(monitor), "follow the monitor")
    close(monitor)
    try CompanionFilter.filter.seal()
  }

  private mutating func run() -> Never {
    var set = PollSet()
    while true {
      set.clear()
      var milliseconds = UInt32.max
      for stack in stacks { stack.prepare(&set, &milliseconds) }
      control?.prepare(&set)
      let reliable = set.wait(
        milliseconds: milliseconds > UInt32(Int32.max) ? -1 : Int32(milliseconds))
      for stack in stacks {
        guard stack.turn(&set, reliable: reliable) else { _exit(0) }
      }
      guard reliable else { continue }
      let stacks = stacks
      control?.turn(set) { Self.answer(to: $0, for: stacks) }
    }
  }

  private static func answer(
    to command: ControlSession.Command, for stacks: [SlirpStack]
  ) -> String {
    switch command {
    case .open, .close, .replace:
      for stack in stacks {
        stack.setAccepting(command == .open)
        stack.isReplaced = command == .replace
      }
      return "ok"
    case .status:
      let forwards = stacks.flatMap(\.accepting.values)
      let accepting = !forwards.isEmpty && forwards.allSatisfy { $0 }
      let connections = stacks.reduce(0) { $0 + $1.connections }
      let framesIn = stacks.reduce(0) { $0 + $1.framesIn }
      let framesOut = stacks.reduce(0) { $0 + $1.framesOut }
      return "ok accepting=\(accepting ? 1 : 0) connections=\(connections)"
        + " frames-in=\(framesIn) frames-out=\(framesOut)"
    case .unknown: return "error unknown command"
    }
  }
}

package import Solo5
package import Vocabulary

/// The command line of one monitor.
package struct MonitorLaunch: Hashable, Sendable {
  /// What stands behind the guest's network.
  package enum Network: Hashable, Sendable {
    /// The guest has none.
    case none
    /// One without privilege, into which forwards lead.
    case user
    /// An interface of the host, and the guest's address there.
    case tap(InterfaceName, MACAddress)
  }

  /// A listening socket that the monitor inherits.
  package struct Forward: Hashable, Sendable {
    /// The number of the socket's descriptor, in the agent as in the monitor.
    package let descriptor: Int32
    /// The port of the guest that its connections go to.
    package let guest: UInt16
    /// Whether connections wait until the monitor is told to accept them.
    package let isHeld: Bool

    /// Makes a forward.
    package init(descriptor: Int32, guest: UInt16, isHeld: Bool) {
      self.descriptor = descriptor
      self.guest = guest
      self.isHeld = isHeld
    }
  }

  /// A file that the monitor inherits and a guest can read as a block device.
  package struct Block: Hashable, Sendable {
    /// The device's name in the image's manifest.
    package let device: String
    /// The number of the file's descriptor, in the agent as in the monitor.
    package let descriptor: Int32

    /// Makes a block device.
    package init(device: String, descriptor: Int32) {
      self.device = device
      self.descriptor = descriptor
    }
  }

  /// The path of the monitor.
  package let monitor: String
  /// The path of `setpriv`, which asks the system to end the monitor when the agent dies.
  package let setpriv: String?
  /// The path of the image.
  package let image: String
  /// The memory of the guest.
  package let memoryMiB: Int
  /// The path of the control socket.
  package let control: String
  /// What stands behind the guest's network.
  package let network: Network
  /// The sockets of a user network.
  package let forwards: [Forward]
  /// The block devices of the guest.
  package let blocks: [Block]
  /// When the monitor is to end the guest, even if no agent is left to tell it to.
  package let notAfter: Instant?
  /// What the guest is told of its place.
  package let guestArguments: [String]

  /// Makes a launch; where there are forwards, a user network is behind them.
  package init(
    monitor: String, setpriv: String?, image: String, memoryMiB: Int, control: String,
    network: Network? = nil, forwards: [Forward], blocks: [Block] = [], notAfter: Instant? = nil,
    guestArguments: [String] = []
  ) {
    self.monitor = monitor
    self.setpriv = setpriv
    self.image = image
    self.memoryMiB = memoryMiB
    self.control = control
    self.network = network ?? (forwards.isEmpty ? .none : .user)
    self.forwards = forwards
    self.blocks = blocks
    self.notAfter = notAfter
    self.guestArguments = guestArguments
  }

  /// What the monitor inherits.
  package var inherited: [Int32] { forwards.map(\.descriptor) + blocks.map(\.descriptor) }

  /// The program that is executed.
  package var program: String { setpriv ?? monitor }

  /// The whole command line, the program's name first.
  package var arguments: [String] {
    var arguments = setpriv.map { [$0, "--pdeathsig", "KILL", "--"] } ?? []
    arguments += [monitor, "--mem=\(memoryMiB)"]
    switch network {
    case .none: break
    case .user: arguments.append("--net:service=user")
    case .tap(let interface, let address):
      arguments += ["--net:service=\(interface)", "--net-mac:service=\(address)"]
    }
    arguments += forwards.map { forward in
      "--forward:service=@\(forward.descriptor):\(forward.guest)"
        + (forward.isHeld ? ",held" : "")
    }
    arguments += blocks.map { "--block-readonly:\($0.device)=@\($0.descriptor)" }
    if let notAfter { arguments.append("--not-after=\(notAfter)") }
    return arguments + ["--control=\(control)", "--", image] + guestArguments
  }
}

import HostLink
import Rollout
import Solo5
import Vocabulary

// MARK: - What stands behind the network of a guest

extension SupervisorCore {
  /// How a monitor is to be started.
  struct AttemptNetwork {
    var kind = MonitorLaunch.Network.none
    var forwards: [MonitorLaunch.Forward] = []
    var guestArguments: [String] = []
    /// Where the instance is asked before it serves.
    var probing: Listener?
  }

  /// Prepares the ports of the host that lead to an instance; one without any is alone.
  mutating func forward(
    _ attempt: inout Attempt, _ needs: ImageNeeds
  ) throws(HostAgentError) -> AttemptNetwork {
    var network = AttemptNetwork()
    let ports = attempt.desired.ports
    network.kind = needs.hasNetwork || !ports.isEmpty ? .user : .none
    if needs.hasHandover {
      // Its monitor tells when nobody is left, and knows of those that it does not.
      network.guestArguments = ["--own-mac=\(MACAddress.replaced)", "--when-replaced=wait"]
    }
    for port in ports {
      let listener = try listener(at: port.host)
      network.forwards.append(
        .init(descriptor: listener.descriptor, guest: port.guest, isHeld: true))
    }
    if let guest = ports.first?.guest {
      let listener = try Listener.open(address: "127.0.0.1", port: 0)
      network.forwards.append(
        .init(descriptor: listener.descriptor, guest: guest, isHeld: false))
      attempt.probePort = listener.port
      network.probing = listener
    }
    return network
  }

  private mutating func listener(at port: UInt16) throws(HostAgentError) -> Listener {
    if let listener = listeners[port] { return listener }
    let listener = try Listener.open(
      address: surroundings.configuration.bindAddress, port: port)
    listeners[port] = listener
    return listener
  }

  /// Makes the tap of an instance that will take over a place on a bridge.
  func connect(
    _ attempt: inout Attempt, to place: NetworkPlace, _ needs: ImageNeeds, _ number: Int
  ) throws(HostAgentError) -> AttemptNetwork {
    guard needs.hasNetwork, needs.hasHandover else {
      throw HostAgentError(
        .network,
        "image \(attempt.desired.digest.short) cannot hand an address over, as images with lwip "
          + "can; take it out of the addresses in the host's document")
    }
    guard let tap = InterfaceName("\(surroundings.folder.tapPrefix)\(number)") else {
      throw HostAgentError(.network, "there were too many instances since the agent started")
    }
    let slot = slots[attempt.reference.key]
    let serving = slot?.rollout.serving.flatMap { slot?.attempts[$0]?.bridge }
    let port = BridgePort(place, tap: tap, after: serving?.own)
    do throws(HostAgentError) { try port.create() } catch {
      port.remove()
      throw error
    }
    attempt.bridge = port
    attempt.probePort = attempt.desired.ports.first?.guest ?? 0
    var network = AttemptNetwork(kind: .tap(tap, port.shared))
    network.guestArguments = ["--ipv4=\(place.address)", "--own-mac=\(port.own)"]
    if let gateway = place.gateway { network.guestArguments.append("--ipv4-gateway=\(gateway)") }
    if let former = port.predecessor {
      network.guestArguments.append("--predecessor-mac=\(former)")
    }
    return network
  }
}

// MARK: - From one instance to the next

extension SupervisorCore {
  /// Gives what still comes for an instance that has ended to the one that serves.
  func bequeath(_ reference: AttemptReference) {
    guard let slot = slots[reference.key], let attempt = slot.attempts[reference.id],
      let port = attempt.bridge
    else { return }
    port.remove()
    guard let serving = slot.rollout.serving, serving != reference.id else { return }
    let heir = slot.attempts[serving]?.bridge
    heir?.claim()
    heir?.inherit(port.own)
    // It has ended by itself, because it had none left.
    if slot.rollout.rising != reference.id { tellDrained(attempt) }
  }

  /// Does the same for an instance whose predecessor ended before it could take over.
  func settleInheritance(of reference: AttemptReference) {
    guard let slot = slots[reference.key], let port = slot.attempts[reference.id]?.bridge,
      let former = port.predecessor,
      !slot.attempts.values.contains(where: { $0.process != nil && $0.bridge?.own == former })
    else { return }
    port.inherit(former)
  }

  /// Gives the place of one that leaves before it served back to the one that serves.
  func returnPlace(of reference: AttemptReference) {
    guard let slot = slots[reference.key], let attempt = slot.attempts[reference.id],
      attempt.bridge != nil, attempt.servingSince == nil, let serving = slot.rollout.serving
    else { return }
    slot.attempts[serving]?.bridge?.claim()
  }
}

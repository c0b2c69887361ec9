import Glibc
import HostLink
import Rollout
import Vocabulary

// MARK: - What is wanted

extension SupervisorCore {
  /// Checks a wish and binds its new ports, or says why it cannot be had; changes no instance.
  mutating func prepare(_ desired: DesiredState) throws(HostLinkError) {
    if isStopping { throw HostLinkError(.refused, "this host is stopping") }
    for instance in desired.instances {
      guard surroundings.images.contains(instance.digest) else {
        throw HostLinkError(
          .refused, "instance \(instance.name): image \(instance.digest.short) is not on this host")
      }
      if instance.target == .hvt, access("/dev/kvm", R_OK | W_OK) != 0 {
        throw HostLinkError(
          .refused,
          "instance \(instance.name): this host cannot open /dev/kvm; build it for spt instead")
      }
    }
    try checkPlaces(of: desired)
    try bindPorts(of: desired)
    for instance in desired.instances {
      guard let address = instance.bridge?.address.address else { continue }
      placeClaims[address] = InstanceKey(fleet: desired.fleet, name: instance.name)
    }
  }

  /// Refuses a bridge that is not there, and an address that two instances would have.
  private func checkPlaces(of desired: DesiredState) throws(HostLinkError) {
    let others = slots.filter { $0.key.fleet != desired.fleet }
    var taken = Set(others.compactMap { $0.value.wanted?.bridge?.address.address })
    taken.formUnion(placeClaims.filter { $0.value.fleet != desired.fleet }.keys)
    for instance in desired.instances {
      guard let place = instance.bridge else { continue }
      guard access("/sys/class/net/\(place.bridge)/bridge", F_OK) == 0 else {
        throw HostLinkError(
          .refused,
          "instance \(instance.name): this host has no bridge \(place.bridge); make it by "
            + "`ip link add \(place.bridge) type bridge`, or name another in the host's document")
      }
      guard taken.insert(place.address.address).inserted else {
        throw HostLinkError(
          .refused,
          "instance \(instance.name): another one has the address \(place.address.address)")
      }
    }
  }

  private mutating func bindPorts(of desired: DesiredState) throws(HostLinkError) {
    var users = claims.filter { $0.value.fleet != desired.fleet }
    for (key, slot) in slots where key.fleet != desired.fleet {
      for port in slot.hostPorts { users[port] = key }
    }
    var opened: [UInt16: Listener] = [:]
    for instance in desired.instances {
      for port in instance.hostPorts {
        let key = InstanceKey(fleet: desired.fleet, name: instance.name)
        if let user = users.updateValue(key, forKey: port) {
          throw HostLinkError(
            .refused, "port \(port) is wanted by both \(user) and \(key); give one another port")
        }
        if listeners[port] == nil { opened[port] = try openListener(port, for: instance) }
      }
    }
    for (port, user) in users where user.fleet == desired.fleet { claims[port] = user }
    listeners.merge(opened) { own, _ in own }
  }

  private func openListener(
    _ port: UInt16, for instance: DesiredInstance
  ) throws(HostLinkError) -> Listener {
    do throws(HostAgentError) {
      return try Listener.open(address: surroundings.configuration.bindAddress, port: port)
    } catch {
      throw HostLinkError(.refused, "instance \(instance.name): \(error.detail)")
    }
  }

  /// Takes in what a fleet wants from now on; what it does not name is stopped.
  mutating func take(_ desired: DesiredState) {
    let names = Set(desired.instances.map(\.name))
    for port in desired.instances.flatMap(\.hostPorts) { claims[port] = nil }
    for place in desired.instances.compactMap(\.bridge) { placeClaims[place.address.address] = nil }
    for key in slots.keys.filter({ $0.fleet == desired.fleet && !names.contains($0.name) }) {
      slots[key]?.wanted = nil
      slots[key]?.good = nil
      slots[key]?.retryAt = nil
      pending.append((key, .desired(nil)))
    }
    for instance in desired.instances {
      want(instance, as: InstanceKey(fleet: desired.fleet, name: instance.name), good: nil)
    }
    settle()
    for instance in desired.instances {
      confirm(InstanceKey(fleet: desired.fleet, name: instance.name))
    }
  }

  /// Wants again what the journal holds.
  mutating func restore(_ record: FleetRecord) {
    for instance in record.desired.instances {
      let key = InstanceKey(fleet: record.desired.fleet, name: instance.name)
      want(instance, as: key, good: record.good[instance.name])
    }
  }

  private mutating func want(
    _ instance: DesiredInstance, as key: InstanceKey, good: DesiredInstance?
  ) {
    var slot = slots[key] ?? InstanceSlot(key: key, good: good, log: log(of: key))
    let version = InstanceVersion(instance)
    slot.wanted = instance
    slot.hasExpired = instance.notAfter.map { $0 <= Clock.wall } ?? false
    for (id, attempt) in slot.attempts where attempt.version == version && !attempt.isStopping {
      slot.attempts[id]?.desired = instance
    }
    slots[key] = slot
    if slot.hasExpired { say(.expired, key, instance, "its right to run ended before it began") }
    pending.append((key, .desired(slot.hasExpired ? nil : version)))
  }

  /// Says at once that a commit is enforced which wants nothing but what serves already.
  private mutating func confirm(_ key: InstanceKey) {
    guard let slot = slots[key], let wanted = slot.wanted, slot.rollout.rising == nil,
      let id = slot.rollout.serving, slot.rollout.servingVersion == InstanceVersion(wanted)
    else { return }
    say(.enforced, key, wanted, "it serves already, since attempt \(id.number)")
    keepGood(key, wanted)
  }

  /// Keeps what an instance serves with, to come back to.
  mutating func keepGood(_ key: InstanceKey, _ desired: DesiredInstance) {
    slots[key]?.good = desired
    // Without it on disk the instance comes back with what is wanted, which is the same today.
    try? surroundings.journal.serves(desired, of: key.fleet)
  }

  private func log(of key: InstanceKey) -> ConsoleLog {
    ConsoleLog(path: "\(surroundings.folder.logs)/\(key).log", bytesMax: tuning.logBytesMax)
  }
}

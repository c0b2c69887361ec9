import Disk
import Glibc
import HostLink
import Solo5
import Vocabulary

/// The tap of one instance: alone with the host while it is probed, a port of a bridge from when it
/// serves on.
///
/// All instances at one place have the same two addresses there, and the bridge is told which of
/// them frames are for: it learns nothing by itself. Each has an address of its own besides, by
/// which its successor passes on what belongs to connections that it does not have. So a connection
/// stays with the instance that it began with, and no station of the network notices anything.
struct BridgePort: Sendable, Hashable {
  let place: NetworkPlace
  let tap: InterfaceName
  /// The address that is this instance's alone.
  let own = MACAddress(octets: [6] + (0..<5).map { _ in UInt8.random(in: .min ... .max) })
  /// That of the instance that served when this one was started.
  let predecessor: MACAddress?

  init(_ place: NetworkPlace, tap: InterfaceName, after predecessor: MACAddress?) {
    self.place = place
    self.tap = tap
    self.predecessor = predecessor
  }

  /// What all instances at the place have, so that no station has to learn another.
  var shared: MACAddress { MACAddress(octets: [2, 0x4d] + place.address.address.octets) }

  /// Where the host asks from while the instance is alone with it: an address of the network that
  /// no station can have.
  private var host: InternetAddress { place.address.network }

  /// Where the instance is asked now; `nil` if this host has no address to ask from.
  func endpoint(isServing: Bool) -> ProbeEndpoint? {
    let interface = isServing ? place.bridge : tap
    let source = isServing ? BridgePort.address(of: interface) : host
    return source.map {
      ProbeEndpoint(address: place.address.address, source: $0, interface: interface)
    }
  }

  private static func address(of interface: InterfaceName) -> InternetAddress? {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return nil }
    defer { freeifaddrs(first) }
    var next = first
    while let entry = next?.pointee {
      next = entry.ifa_next
      guard let address = entry.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET),
        String(cString: entry.ifa_name) == interface.text
      else { continue }
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        InternetAddress(UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
      }
    }
    return nil
  }
}

// MARK: - An instance's life

extension BridgePort {
  /// Makes the tap, with nothing on it but the host.
  func create() throws(HostAgentError) {
    let mtu = Self.setting("/sys/class/net/\(place.bridge)/mtu") ?? "1500"
    try NetworkTool.ip.run(["tuntap add dev \(tap) mode tap", "link set dev \(tap) mtu \(mtu)"])
    // The way back to the address is by the bridge, not by the tap.
    let settings = "/proc/sys/net/ipv4/conf"
    if Self.setting("\(settings)/all/rp_filter") == "1" {
      Self.set("\(settings)/\(tap)/rp_filter", to: "2")
    }
    Self.set("/proc/sys/net/ipv6/conf/\(tap)/disable_ipv6", to: "1")
    try NetworkTool.ip.run(["address add \(host)/32 dev \(tap)", "link set dev \(tap) up"])
  }

  /// Takes the place over: from here on new connections come to this instance.
  ///
  /// - Parameter signal: Tells that the instance has ended; then the place stays whose it is.
  func takeOver(
    within milliseconds: Int, unless signal: AttemptSignal
  ) throws(HostAgentError) {
    try NetworkTool.ip.run([
      "address flush dev \(tap)", "link set dev \(tap) master \(place.bridge)",
      "link set dev \(tap) type bridge_slave learning off flood off",
    ])
    // A bridge that looks for loops lets a new port wait.
    let deadline = Clock.monotonic + milliseconds
    while Self.setting("/sys/class/net/\(tap)/brport/state") != "3" {
      guard Clock.monotonic < deadline else {
        throw HostAgentError(
          .network,
          "bridge \(place.bridge) lets nothing through its port \(tap) yet; set its forward_delay "
            + "to less than \(milliseconds) ms, or stp off")
      }
      usleep(10_000)
    }
    guard !signal.isOver else { return }
    try NetworkTool.bridge.run([station(own), station(shared)])
    announce(to: .everybody)
  }

  /// Makes sure that the place is this instance's: one that took it over may have ended before it
  /// served.
  func claim() { try? NetworkTool.bridge.run([station(shared)]) }

  /// Takes what comes for an instance that is gone: whoever still has a connection with it learns
  /// that nobody has.
  func inherit(_ address: MACAddress) {
    try? NetworkTool.ip.run(["link set dev \(tap) type bridge_slave hairpin on"])
    try? NetworkTool.bridge.run([station(address)])
  }

  /// Tells the instance that another one has its place.
  func retire() { announce(to: own) }

  /// Removes the tap.
  func remove() { try? NetworkTool.ip.run(["link delete dev \(tap)"]) }

  /// Removes the taps that an agent which was killed has left behind.
  static func sweep(_ prefix: String) {
    for name in Folder.names(in: "/sys/class/net") where name.hasPrefix(prefix) {
      try? NetworkTool.ip.run(["link delete dev \(name)"])
    }
  }

  private func station(_ address: MACAddress) -> String {
    "fdb replace \(address) dev \(tap) master static"
  }

  /// Says where the address is, as if the instance did.
  private func announce(to destination: MACAddress) {
    EthernetFrame(announcing: place.address.address, at: shared, to: destination)
      .send(through: place.bridge)
  }

  private static func setting(_ path: String) -> String? {
    guard let bytes = try? DurableFile.read(path, atMost: 64) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func set(_ path: String, to value: String) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, value, value.utf8.count)
    close(descriptor)
  }
}

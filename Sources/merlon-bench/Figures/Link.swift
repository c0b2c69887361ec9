/// A virtual link between the client and one server.
struct Link {
  let number: Int
  var client: String { "10.77.\(number).1" }
  var server: String { "10.77.\(number).2" }
  /// The hardware address that a unikernel gets.
  var hardware: String { "02:00:00:00:4d:" + (number < 16 ? "0" : "") + String(number, radix: 16) }
  var tap: String { "tap\(number)" }
  var peer: String { "peer\(number)" }

  /// Makes a tap for a unikernel.
  ///
  /// Its neighbour is told, not asked for: a question while nobody is there yet would be repeated
  /// only a second later, and spoil the time of a boot.
  func makeTap() throws {
    try Tool.run(["ip", "tuntap", "add", "dev", tap, "mode", "tap"])
    try Tool.run(["ip", "address", "add", client + "/24", "dev", tap])
    try Tool.run(["ip", "link", "set", tap, "up"])
    try Tool.run([
      "ip", "neighbour", "replace", server, "lladdr", hardware, "dev", tap, "nud", "permanent",
    ])
  }

  /// Makes a network namespace for a process, and a pair of virtual Ethernet devices to it.
  func makePeer() throws {
    let (near, far) = ("veth\(number)", "eth\(number)")
    try Tool.run(["ip", "netns", "add", peer])
    try Tool.run(["ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", peer])
    try Tool.run(["ip", "address", "add", client + "/24", "dev", near])
    try Tool.run(["ip", "link", "set", near, "up"])
    try Tool.run(["ip", "-n", peer, "address", "add", server + "/24", "dev", far])
    for device in ["lo", far] { try Tool.run(["ip", "-n", peer, "link", "set", device, "up"]) }
  }
}

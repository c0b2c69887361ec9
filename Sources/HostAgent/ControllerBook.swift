import Attestation
import Disk
import HostLink
import Keys
import Synchronization
import Vocabulary

/// Whose orders this host takes for each fleet, and the newest that it has taken: on disk, so that no
/// start of the agent makes it believe older ones again.
final class ControllerBook: Sendable {
  /// What is kept of one fleet.
  private struct Page: Hashable {
    var term = 0
    var position = 0
    var keys: [String] = []
  }

  private static let ending = ".json"

  private let host: HostName
  private let folder: String
  /// Keys whose first order for a fleet the host's owner trusts; empty to trust any.
  private let pins: [String]
  private let pages: Mutex<[FleetName: Page]>

  /// Reads what is kept in `folder`.
  init(of host: HostName, in folder: String, pins: [String]) throws(HostAgentError) {
    (self.host, self.folder, self.pins) = (host, folder, pins)
    var pages: [FleetName: Page] = [:]
    for name in Folder.names(in: folder) where name.hasSuffix(Self.ending) {
      guard let fleet = FleetName(String(name.dropLast(Self.ending.count))) else { continue }
      pages[fleet] = try Self.read(folder + "/" + name)
    }
    self.pages = Mutex(pages)
  }

  /// Refuses an order that is for another host, that no controller of its fleet has signed, or that
  /// is older than what this host has done.
  func check(
    _ order: OrderHead, of fleet: FleetName, signedIn envelope: Envelope
  ) throws(OrderRefusal) {
    guard order.host == host else {
      throw OrderRefusal("the order is for host \(order.host), and this is \(host)")
    }
    let page = pages.withLock { $0[fleet] }
    // Whoever was trusted says who is from then on: a key that policy takes away is no longer one,
    // pinned or not, and a page without keys trusts nobody.
    let trusted = page?.keys ?? (pins.isEmpty ? order.controllers : pins)
    let keys = trusted.compactMap { try? SSHPublicKey(parsing: $0) }
    let (fingerprint, problem) = KeyRing(keys).key(of: envelope)
    guard fingerprint != nil else {
      throw OrderRefusal(
        "the order is \(problem); this host takes those of \(keys.count) controllers of fleet "
          + "\(fleet). Let one of these sign a policy that names the new key, or "
          + "remove \(path(of: fleet)) if that fleet begins anew")
    }
    guard let page, (order.term, order.position) < (page.term, page.position) else { return }
    let what =
      order.term < page.term
      ? "of term \(order.term), and a controller of term \(page.term) acts"
      : "by a ledger of \(order.position) lines, and this host has seen \(page.position)"
    throw OrderRefusal(
      "the order is \(what): it would bring back what is past. Fetch the newest ledger; if it is "
        + "lost, remove \(path(of: fleet))", isStale: true)
  }

  /// Keeps what an order that was checked says of controllers and the ledger, on disk.
  func remember(_ order: HostOrder) throws(HostAgentError) {
    let fleet = order.desired.fleet
    let head = order.head
    let page = Page(term: head.term, position: head.position, keys: head.controllers)
    try pages.withLock { pages throws(HostAgentError) in
      guard pages[fleet] != page else { return }
      let json = JSON.object([
        "term": .integer(page.term), "position": .integer(page.position),
        "keys": .array(page.keys.map { .string($0) }),
      ])
      try onDisk { () throws(DiskError) in
        try DurableFile.write(Array(json.canonical.utf8), to: path(of: fleet), mode: 0o600)
      }
      pages[fleet] = page
    }
  }

  private func path(of fleet: FleetName) -> String { "\(folder)/\(fleet)\(Self.ending)" }

  private static func read(_ path: String) throws(HostAgentError) -> Page {
    let bytes = try onDisk { () throws(DiskError) in
      try DurableFile.read(path, atMost: Limits.jsonBytesMax) ?? []
    }
    do {
      let reader = try WireReader(JSON.parse(bytes))
      return Page(
        term: try reader.integer("term"), position: try reader.integer("position"),
        keys: try reader.strings("keys", atMost: HostLinkLimits.controllersMax))
    } catch {
      throw HostAgentError(
        .journal,
        "\(path) cannot be read (\(error)); remove it only if you trust the next controller that "
          + "connects")
    }
  }
}

/// Why an order is not taken.
struct OrderRefusal: Error {
  let reason: String
  /// Whether a controller signed it, and its time is over.
  let isStale: Bool

  init(_ reason: String, isStale: Bool = false) {
    self.reason = reason
    self.isStale = isStale
  }
}

import Glibc
import HostLink
import Synchronization
import Vocabulary

/// One host during a rollout: is told what is wanted of it, and says what becomes of that.
///
/// Works on a thread of its own, because questions to hosts block.
final class HostFollower: Sendable {
  /// What it says.
  enum News: Sendable {
    /// What the host's instances do, which have failed since the last time, and the wish that the
    /// host took last.
    case found([InstanceStatus], failures: [HostEvent], applied: DesiredState?)
    /// The host does not answer, or does not take the wish.
    case away(HostLinkError)
    /// Nothing more comes.
    case ended
  }

  private struct Orders {
    var wish: HostWish?
    var isOver = false
  }

  /// How long one question for events waits: a new wish is late by at most this.
  private static let waitMilliseconds = 50
  /// How often a host is asked what its instances do while some are watched.
  private static let watchInterval = Duration.milliseconds(500)
  /// The pause after a host has not answered.
  private static let pauseMicroseconds: UInt32 = 250_000

  private let host: HostName
  private let agent: AgentAddress
  private let bytes: @Sendable (Digest) throws(HostLinkError) -> [UInt8]
  private let tell: @Sendable (News) -> Void
  private let orders = Mutex(Orders())

  /// Starts to follow a host; images that it lacks are taken from `bytes`.
  init(
    _ host: HostName, at agent: AgentAddress,
    bytes: @escaping @Sendable (Digest) throws(HostLinkError) -> [UInt8],
    tell: @escaping @Sendable (News) -> Void
  ) {
    self.host = host
    self.agent = agent
    self.bytes = bytes
    self.tell = tell
    guard WorkerThread.start({ self.run() }) else {
      tell(.away(HostLinkError(.system, "the system gives no more threads")))
      tell(.ended)
      return
    }
  }

  /// Wants this of the host from now on.
  func want(_ wish: HostWish) { orders.withLock { $0.wish = wish } }

  /// Lets the host alone from now on.
  func end() { orders.withLock { $0.isOver = true } }

  private var isOver: Bool { orders.withLock(\.isOver) }

  private func run() {
    while !isOver {
      do throws(HostLinkError) { try follow() } catch {
        tell(.away(error))
        guard !isOver else { break }
        usleep(Self.pauseMicroseconds)
      }
    }
    tell(.ended)
  }

  private func follow() throws(HostLinkError) {
    let client = try HostClient.connect(to: agent, of: host)
    var lastEvent = 0
    _ = try Self.events(of: client, since: &lastEvent)
    tell(.found(try client.status(), failures: [], applied: nil))
    var applied: HostWish?
    var asked = ContinuousClock.now
    while let wish = currentWish {
      let isNew = wish.desired != applied?.desired
      if isNew {
        for digest in wish.images.sorted() { try client.putImage(digest, bytes(digest)) }
        if isOver { return }
        try client.apply(wish.desired)
        applied = wish
      }
      let events = try Self.events(of: client, since: &lastEvent, Self.waitMilliseconds)
      let isDue =
        wish.isWatched && asked.duration(to: .now) > Self.watchInterval
      guard isNew || isDue || !events.isEmpty else { continue }
      asked = .now
      let failures = events.filter { $0.what == .failed }
      tell(.found(try client.status(), failures: failures, applied: applied?.desired))
    }
  }

  /// What is wanted, once it is known; `nil` when it is over.
  private var currentWish: HostWish? {
    while true {
      let now = orders.withLock { $0 }
      if now.isOver { return nil }
      if let wish = now.wish { return wish }
      usleep(1_000)
    }
  }

  /// The events since the last time, oldest first.
  private static func events(
    of client: HostClient, since last: inout Int, _ waitMilliseconds: Int = 0
  ) throws(HostLinkError) -> [HostEvent] {
    var events = try client.events(since: last, waitMilliseconds: waitMilliseconds)
    var batch = events
    while let newest = batch.last {
      last = newest.number
      batch = try client.events(since: last)
      events += batch
    }
    return events
  }
}

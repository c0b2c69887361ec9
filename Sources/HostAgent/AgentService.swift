import Glibc
import HostLink
import Synchronization
import Vocabulary

/// What controllers can ask of this agent.
struct AgentService: HostService {
  let greeting: HostGreeting
  let images: AgentImages
  let journal: BootJournal
  let controllers: ControllerBook
  let events: EventLog
  let statements: HostStatements
  let supervisor: Supervisor
  let onStop: @Sendable () -> Void
  /// One wish at a time: checked, kept, taken in.
  let wishes: WishLine
  /// How long an image that nobody wants any more is kept.
  let imageSecondsKept: Int

  /// Says what this machine can run.
  static func greeting(_ host: HostName, key: String) -> HostGreeting {
    let machine = access("/dev/kvm", R_OK | W_OK) == 0 ? [Target.hvt.rawValue] : []
    return HostGreeting(
      host: host, version: HostLinkLimits.version, capabilities: [Target.spt.rawValue] + machine,
      key: key)
  }

  func hasImage(_ digest: Digest) -> Bool { images.contains(digest) }

  func lacking(_ offer: ImageOffer) throws(HostLinkError) -> [Int] { images.lacking(offer) }

  func keepChunk(_ digest: Digest, of image: Digest, _ bytes: [UInt8]) throws(HostLinkError) {
    try images.keepChunk(digest, of: image, bytes)
  }

  func completeImage(_ offer: ImageOffer) throws(HostLinkError) { try images.complete(offer) }

  func apply(_ order: HostOrder) throws(HostLinkError) {
    let desired = order.desired
    try wishes.inTurn { () throws(HostLinkError) in
      do throws(OrderRefusal) {
        try controllers.check(order.head, of: desired.fleet, signedIn: order.envelope)
      } catch {
        if error.isStale { statements.sayRefused(order, error.reason) }
        throw HostLinkError(.refused, error.reason)
      }
      try supervisor.prepare(desired)
      do throws(HostAgentError) {
        try controllers.remember(order)
        try journal.want(desired)
      } catch {
        throw HostLinkError(.refused, error.detail)
      }
      supervisor.want(desired)
      images.prune(keeping: journal.digests, olderThan: imageSecondsKept)
    }
  }

  func status() -> [InstanceStatus] { supervisor.status() }

  func events(since number: Int, waitMilliseconds: Int) -> [HostEvent] {
    events.events(since: number, waitMilliseconds: waitMilliseconds)
  }

  func statements(_ order: StatementOrder) throws(HostLinkError) -> [String] {
    do throws(OrderRefusal) {
      try controllers.check(order.head, of: order.question.fleet, signedIn: order.envelope)
    } catch {
      throw HostLinkError(.refused, error.reason)
    }
    return try statements.answer(order.question)
  }

  func requestStop() { onStop() }
}

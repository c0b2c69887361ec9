import HostLink
import Synchronization
import Vocabulary

/// A host that keeps what it is told and knows nothing else.
final class RecordingService: HostService {
  struct Told: Sendable {
    var images: [Digest: Int] = [:]
    var chunks: [Digest: Int] = [:]
    var desired: [DesiredState] = []
    var rows: [InstanceStatus] = []
    var events: [HostEvent] = []
    var waits: [Int] = []
    var statements: [String] = []
    var isStopped = false
  }
  private let memory = Mutex(Told())

  /// What it was told so far.
  var told: Told {
    get { memory.withLock { $0 } }
    set { memory.withLock { $0 = newValue } }
  }

  var greeting: HostGreeting {
    HostGreeting(
      host: Fixture.host, version: HostLinkLimits.version, capabilities: ["spt", "hvt"],
      key: "ssh-ed25519 AAAA")
  }
  func hasImage(_ digest: Digest) -> Bool { memory.withLock { $0.images[digest] != nil } }
  func lacking(_ offer: ImageOffer) throws(HostLinkError) -> [Int] {
    memory.withLock { told in
      offer.chunks.indices.filter { told.chunks[offer.chunks[$0].digest] == nil }
    }
  }
  func keepChunk(_ digest: Digest, of image: Digest, _ bytes: [UInt8]) throws(HostLinkError) {
    if bytes.first == 0 { throw HostLinkError(.refused, "the bytes do not have that digest") }
    memory.withLock { $0.chunks[digest] = bytes.count }
  }
  func completeImage(_ offer: ImageOffer) throws(HostLinkError) {
    memory.withLock { told in
      told.images[offer.digest] = offer.chunks.reduce(0) { $0 + (told.chunks[$1.digest] ?? 0) }
    }
  }
  func apply(_ order: HostOrder) throws(HostLinkError) {
    memory.withLock { $0.desired.append(order.desired) }
  }
  func status() -> [InstanceStatus] { memory.withLock(\.rows) }
  func events(since number: Int, waitMilliseconds: Int) -> [HostEvent] {
    memory.withLock { told in
      told.waits.append(waitMilliseconds)
      return told.events.filter { $0.number > number }
    }
  }
  func statements(_ order: StatementOrder) throws(HostLinkError) -> [String] {
    let question = order.question
    guard question.fleet == Fixture.desired.fleet else {
      throw HostLinkError(.refused, "another fleet")
    }
    return Array(told.statements.dropFirst(question.sequence))
  }
  func requestStop() { memory.withLock { $0.isStopped = true } }
}

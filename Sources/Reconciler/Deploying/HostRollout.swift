import Foundation
import HostLink
import ImageStore
import Vocabulary

/// Tells one host what is wanted of it, and waits until it is so.
///
/// Blocks; runs on a thread of its own.
struct HostRollout {
  /// How long the host may take for all instances together, in milliseconds.
  static let patienceMilliseconds: Int64 = 60_000

  private let wish: HostWish
  private let client: HostClient
  private var lastEvent = 0

  /// Connects to the host.
  init(_ wish: HostWish) throws(HostLinkError) {
    self.wish = wish
    client = try HostClient.connect(to: wish.agent, of: wish.host)
  }

  /// Sends images and wish, then waits for the instances of `awaited` and for those that the host
  /// did not serve before: a branch that was set back, or an agent that was killed, changes what
  /// runs without affecting an image.
  mutating func run(
    awaiting awaited: Set<ImageName>, bytes: (Digest) throws(HostLinkError) -> [UInt8]
  ) throws(HostLinkError) -> [InstanceOutcome] {
    for digest in wish.images.sorted() where try !client.hasImage(digest) {
      try client.putImage(digest, bytes(digest))
    }
    _ = try newEvents()
    let served = try client.status().filter {
      $0.fleet == wish.desired.fleet && $0.state == .serving
    }
    try client.apply(wish.desired)
    var waiting = wish.desired.instances.filter { instance in
      awaited.contains(instance.image)
        || !served.contains { $0.name == instance.name && $0.digest == instance.digest }
    }
    var outcomes: [InstanceOutcome] = []
    let deadline = Instant.now.milliseconds + Self.patienceMilliseconds
    do throws(HostLinkError) {
      while true {
        let done = try enforced(among: waiting)
        outcomes += done
        waiting.removeAll { instance in done.contains { $0.image == instance.image } }
        guard !waiting.isEmpty, Instant.now.milliseconds < deadline else { break }
        let failed = try failures(among: waiting, in: newEvents(waitMilliseconds: 1_000))
        outcomes += failed
        waiting.removeAll { instance in failed.contains { $0.image == instance.image } }
        if waiting.isEmpty { break }
      }
    } catch  where !outcomes.isEmpty {
      // What was seen stays true and is recorded; the rest is asked again.
    }
    return outcomes + waiting.map { outcome(of: $0, .pending) }
  }

  /// The events since the last time, oldest first.
  private mutating func newEvents(
    waitMilliseconds: Int = 0
  ) throws(HostLinkError) -> [HostEvent] {
    var events = try client.events(since: lastEvent, waitMilliseconds: waitMilliseconds)
    var batch = events
    while let last = batch.last {
      lastEvent = last.number
      batch = try client.events(since: lastEvent)
      events += batch
    }
    return events
  }

  private func enforced(
    among instances: [DesiredInstance]
  ) throws(HostLinkError) -> [InstanceOutcome] {
    guard !instances.isEmpty else { return [] }
    let rows = try client.status().filter { $0.fleet == wish.desired.fleet }
    return instances.compactMap { instance in
      let row = rows.first {
        $0.name == instance.name && $0.state == .serving && $0.digest == instance.digest
          && $0.revision == instance.revision
      }
      return row.map { outcome(of: instance, .enforced, row: $0) }
    }
  }

  private func failures(
    among instances: [DesiredInstance], in events: [HostEvent]
  ) throws(HostLinkError) -> [InstanceOutcome] {
    let failed = instances.compactMap { instance in
      events.first {
        $0.what == .failed && $0.fleet == wish.desired.fleet && $0.instance == instance.name
          && $0.digest == instance.digest && $0.revision == instance.revision
      }.map { (instance, $0.detail) }
    }
    guard !failed.isEmpty else { return [] }
    // Not by its event, which may come later: what serves now is what goes on serving.
    let serving = try client.status().filter {
      $0.fleet == wish.desired.fleet && $0.state == .serving
    }
    return failed.map { instance, reason in
      let isRolledBack = serving.contains { $0.name == instance.name }
      return outcome(of: instance, .failed(reason, rolledBack: isRolledBack))
    }
  }

  private func outcome(
    of instance: DesiredInstance, _ ending: InstanceOutcome.Ending, row: InstanceStatus? = nil
  ) -> InstanceOutcome {
    InstanceOutcome(
      host: wish.host, image: instance.image, digest: instance.digest, ending: ending,
      time: row?.servingSince ?? .now, bootMilliseconds: row?.bootMilliseconds,
      probes: row?.probes.map(ProbeOutcome.init) ?? [])
  }
}

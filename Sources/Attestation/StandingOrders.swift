package import Vocabulary

/// The orders that stand, made of those that were given, in their order.
package struct StandingOrders: Hashable, Sendable {
  /// What stands for one image.
  struct Standing: Hashable, Sendable {
    var suspension: StandingOrder?
    var pause: StandingOrder?
    var undo: StandingOrder?
    var restart: Numbered?
    var quarantine: StandingOrder?

    var isEmpty: Bool {
      suspension == nil && pause == nil && undo == nil && restart == nil && quarantine == nil
    }

    /// All of them but what a new version of the image makes void; what comes of taking them in
    /// in this order is the same again.
    func orders(isChanged: Bool) -> [StandingOrder] {
      let lasting = [suspension].compactMap(\.self)
      // A restart ends the others that were given before it, and so comes before those that stand.
      return isChanged
        ? lasting : lasting + [restart?.order, pause, undo, quarantine].compactMap(\.self)
    }
  }

  /// An order with a number that no other has.
  struct Numbered: Hashable, Sendable {
    let order: StandingOrder
    let number: Int

    init(_ order: StandingOrder) {
      self.order = order
      // Of the same instant on every commit that it is carried to.
      number = Int(clamping: order.time.milliseconds)
    }
  }

  private(set) var images: [ImageName: Standing] = [:]
  private(set) var all: StandingOrder?
  private(set) var restartOfAll: Numbered?

  /// Starts with none.
  package init() {}

  /// Takes one more order in.
  package mutating func take(_ order: StandingOrder) {
    guard let image = order.image else { return takeForAll(order) }
    var standing = images[image] ?? Standing()
    switch order.kind {
    case .suspended: standing.suspension = order
    case .resumed: standing.suspension = nil
    case .paused: standing.pause = order
    case .continued: standing.pause = nil
    case .undone: standing.undo = order
    case .restarted:
      standing = Standing(suspension: standing.suspension, restart: Numbered(order))
    case .quarantined: standing.quarantine = order
    }
    images[image] = standing.isEmpty ? nil : standing
  }

  private mutating func takeForAll(_ order: StandingOrder) {
    switch order.kind {
    case .suspended: all = order
    case .resumed:
      all = nil
      for image in images.keys { images[image]?.suspension = nil }
    case .restarted:
      restartOfAll = Numbered(order)
      images = images.compactMapValues { standing in
        standing.suspension.map { Standing(suspension: $0) }
      }
    default: break
    }
  }

  /// The orders that still stand when a commit comes into force that changes some images.
  package func carried(to commit: CommitID, changing changed: Set<ImageName>, at now: Instant)
    -> [StandingOrder]
  {
    let single = images.sorted { $0.key < $1.key }.flatMap { image, standing in
      standing.orders(isChanged: changed.contains(image))
    }
    return (forAll + single)
      .filter { !Self.hasExpired($0, at: now) }.map { $0.carried(to: commit) }
  }

  private var forAll: [StandingOrder] { [all, restartOfAll?.order].compactMap(\.self) }

  /// Whether an image stays as it is.
  package func isHeld(_ image: ImageName, at now: Instant) -> Bool {
    [all, images[image]?.suspension, images[image]?.pause].compactMap(\.self)
      .contains { !Self.hasExpired($0, at: now) }
  }

  /// Why bytes are not tried again; `nil` if they may be.
  package func refusal(of digest: Digest, for image: ImageName) -> String? {
    guard let quarantine = images[image]?.quarantine, quarantine.digest == digest else {
      return nil
    }
    return quarantine.reason
  }

  /// The commit that an image went back to.
  package func undo(of image: ImageName) -> CommitID? { images[image]?.undo?.target }

  /// All commits that images went back to.
  package var undoTargets: [CommitID] { images.values.compactMap { $0.undo?.target } }

  /// Grows each time that the image's instances are to be replaced by new ones.
  package func generation(of image: ImageName) -> Int {
    max(images[image]?.restart?.number ?? 0, restartOfAll?.number ?? 0)
  }

  /// When the first suspension ends by itself.
  package func nextExpiry(after now: Instant) -> Instant? {
    ([all] + images.values.map(\.suspension)).compactMap { $0?.expires }.filter { $0 > now }.min()
  }

  /// All orders that stand at a time, for people.
  package func standing(at now: Instant) -> [StandingOrder] {
    let single = images.sorted { $0.key < $1.key }.flatMap { $0.value.orders(isChanged: false) }
    return (forAll + single).filter { !Self.hasExpired($0, at: now) }
  }

  private static func hasExpired(_ order: StandingOrder, at now: Instant) -> Bool {
    order.expires.map { $0 <= now } ?? false
  }
}

package import GitStore
import Vocabulary

/// Who of several controllers acts on a fleet, as a signed commit of the shared repository says.
///
/// Nobody's clock is believed: a lease runs out when it has not been renewed for its time by the
/// clock of the one who watches.
package struct Lease: Hashable, Sendable {
  /// Where it is in the shared repository.
  package static let reference = "refs/merlon/lease/controller"

  /// Which controller: a word that it keeps over restarts.
  let holder: String
  /// How often the lease has changed hands: whoever has an older number has lost it.
  package let term: Int
  /// For how long it holds without being renewed.
  let seconds: Int
  /// When it was written, for people; also what tells one renewal from the next.
  let written: Instant

  private static let holderKey = "Merlon-Holder: "
  private static let termKey = "Merlon-Term: "
  private static let secondsKey = "Merlon-Seconds: "

  init(holder: String, term: Int, seconds: Int, written: Instant) {
    (self.holder, self.term, self.seconds, self.written) = (holder, term, seconds, written)
  }

  /// The message of its commit.
  var message: String {
    "merlon: \(holder) acts\n\n\(Self.holderKey)\(holder)\n\(Self.termKey)\(term)\n"
      + "\(Self.secondsKey)\(seconds)\n"
  }

  /// Reads a lease out of its commit, or returns `nil`.
  package init?(_ commit: Commit) {
    func value(_ key: String) -> Substring? {
      commit.message.split(separator: "\n").last { $0.hasPrefix(key) }?.dropFirst(key.count)
    }
    guard let holder = value(Self.holderKey), let term = value(Self.termKey).flatMap({ Int($0) }),
      let seconds = value(Self.secondsKey).flatMap({ Int($0) }), term > 0, term < 1 << 40,
      (1...Limits.leaseSecondsMax).contains(seconds)
    else { return nil }
    self.init(holder: String(holder), term: term, seconds: seconds, written: commit.committer.time)
  }
}

/// Decides who may act, from what is seen of the lease.
struct LeaseWatch: Sendable {
  /// What to do now.
  enum Decision: Hashable, Sendable {
    /// Write a lease of this term; it has to come right after the one that was seen.
    case take(term: Int)
    /// Another one acts; look again after at most so long.
    case wait(Duration)
  }

  private let holder: String
  private var seen: (id: CommitID, since: ContinuousClock.Instant)?
  /// The greatest term that was ever seen: a lease that was lost, put back or signed by a key that
  /// policy has taken out does not let terms begin again, which hosts would refuse.
  private(set) var greatest: Int

  init(holder: String, after greatest: Int = 0) {
    self.holder = holder
    self.greatest = greatest
  }

  /// Takes note of a term that was in force, whoever had it.
  mutating func note(term: Int) { greatest = max(greatest, term) }

  /// Takes note of the lease as it is in the shared repository at an instant; `nil` if there is
  /// none that a controller has signed.
  mutating func decide(
    _ lease: Lease?, id: CommitID?, at now: ContinuousClock.Instant
  ) -> Decision {
    guard let lease, let id else {
      seen = nil
      return .take(term: greatest + 1)
    }
    let isPast = lease.term < greatest
    note(term: lease.term)
    if lease.holder == holder { return .take(term: isPast ? greatest + 1 : lease.term) }
    if seen?.id != id { seen = (id, now) }
    let left = Duration.seconds(lease.seconds) - (seen?.since ?? now).duration(to: now)
    return left > .zero ? .wait(left) : .take(term: greatest + 1)
  }
}

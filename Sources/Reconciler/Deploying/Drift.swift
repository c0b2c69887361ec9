import Attestation
import HostLink
import Ledger
import Vocabulary

/// An instance that was found to be something else than policy wants, with nobody having asked.
struct Drift: Hashable, Sendable {
  /// Where it was found.
  let host: HostName
  /// What the instance should be, or what it is where nothing is wanted.
  let desired: DesiredInstance
  /// Whether policy wants an instance there.
  let isWanted: Bool
  /// What was found, for people.
  let sentence: String
  /// When.
  var time = Instant.now
}

extension Records {
  /// That a drift was found, or that it was put right at `time`.
  func drift(_ drift: Drift, repairedAt time: Instant? = nil) -> LedgerEntry {
    // What nobody wants does not serve again when it is put right: it is gone.
    let settled: DeploymentEvent.Kind = drift.isWanted ? .repaired : .removed
    let kind = time == nil ? .drifted : settled
    let desired = drift.desired
    let details = time.map {
      JSON.object([
        "since": .string(drift.time.description),
        "milliseconds": .integer(Int($0.milliseconds - drift.time.milliseconds)),
      ])
    }
    let event = DeploymentEvent(
      kind: kind, image: desired.image, imageDigest: desired.digest, host: drift.host,
      instance: desired.name.text, revision: desired.revision, time: time ?? drift.time,
      detail: drift.sentence, details: details)
    return LedgerEntry(
      about: desired.revision, statement: event.statement,
      key: "\(kind.rawValue)/\(drift.host)/\(desired.name)/\(drift.time)")
  }
}

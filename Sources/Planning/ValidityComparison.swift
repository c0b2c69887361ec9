import Policy
import Vocabulary

/// Compares when two versions of a requirement hold: a narrower window lets more through.
enum ValidityComparison {
  static func alterations(
    from old: SecurityRequirement, to new: SecurityRequirement
  ) -> [Alteration] {
    let (was, now) = (old.validity, new.validity)
    func text(_ instant: Instant?) -> JSON? { instant.map { .string($0.description) } }
    var found: [Alteration] = []
    if was.notBefore != now.notBefore {
      let isLater = (was.notBefore ?? .distantPast) < (now.notBefore ?? .distantPast)
      found.append(
        Alteration(
          isLater ? .weakened : .strengthened, "notBefore", from: text(was.notBefore),
          to: text(now.notBefore), at: new.location))
    }
    if was.notAfter != now.notAfter {
      let isEarlier = (now.notAfter ?? .distantFuture) < (was.notAfter ?? .distantFuture)
      found.append(
        Alteration(
          isEarlier ? .weakened : .strengthened, "notAfter", from: text(was.notAfter),
          to: text(now.notAfter), at: new.location))
    }
    if was.schedule != now.schedule {
      found.append(
        Alteration(
          effect(from: was.schedule, to: now.schedule), "schedule", from: was.schedule?.json,
          to: now.schedule?.json, at: new.location))
    }
    return found
  }

  private static func effect(from old: Schedule?, to new: Schedule?) -> Alteration.Effect {
    guard let old else { return .weakened }
    guard let new else { return .strengthened }
    guard old.cron == new.cron, old.zone == new.zone else { return .changed }
    return new.durationMinutes < old.durationMinutes ? .weakened : .strengthened
  }
}

extension Instant {
  fileprivate static let distantPast = Instant(milliseconds: .min)
  fileprivate static let distantFuture = Instant(milliseconds: .max)
}

extension Schedule {
  /// The schedule in the words of its document.
  var json: JSON {
    .object([
      "cron": .string(cron.description), "durationMinutes": .integer(durationMinutes),
      "timeZone": .string(zone.name),
    ])
  }
}

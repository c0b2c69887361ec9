import Policy
import Vocabulary

extension Form where Value == Instant {
  /// A point in time.
  static let instant = Form(
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z$",
    complaint: { text, _ in "\"\(text)\" is not an instant" },
    hint: { _ in "write it in UTC, as 2026-12-31T23:59:59Z" },
    parse: { Instant($0) })
}

extension Form where Value == ZoneRules {
  /// The name of a time zone of the IANA database.
  static let timeZone = Form(
    "^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$", maxLength: 64,
    complaint: { text, _ in "there is no time zone \(text)" },
    hint: { TimeZones.suggestion(for: $0) ?? "use a name as Europe/Paris, or UTC" },
    parse: TimeZones.rules)
}

extension Kind where Value == CronExpression {
  /// When windows open.
  static var cron: Kind {
    let pattern = JSON.string("^[ \\t]*[^ \\t]+([ \\t]+[^ \\t]+){4}[ \\t]*$")
    return Kind(["type": .string("string"), "pattern": pattern]) { yaml, slot in
      guard let text = slot.string(yaml) else { return nil }
      do throws(CronError) {
        return try CronExpression(text)
      } catch {
        slot.note(at: yaml.location, error.reason, hint: error.hint)
        return nil
      }
    }
  }
}

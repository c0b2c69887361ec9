import Policy
import Vocabulary

extension Field where Value == Instant? {
  /// When something begins to hold.
  static var notBefore: Field {
    .optional("notBefore", .text(.instant), "Holds from this instant on: 2026-12-31T23:59:59Z.")
  }
}

extension Field where Value == Located<Instant>? {
  /// When something ceases to hold.
  static var notAfter: Field {
    .optional("notAfter", Kind.text(.instant).located, "Holds until just before this instant.")
  }
}

extension Field where Value == Schedule? {
  /// Recurring windows.
  static var schedule: Field {
    .optional("schedule", windows, "Holds only in recurring windows.")
  }

  private static var windows: Kind<Schedule> {
    .mapping(
      .required("cron", .cron, "When windows open: minute, hour, day, month, day of the week."),
      .required("duration", duration, "How long each stays open: 15m, 8h or 2d."),
      .defaulted(
        "timeZone", .text(.timeZone), .utc, shown: .string(ZoneRules.utc.name),
        "Whose local time `cron` means, as Europe/Paris.")
    ) { _, cron, minutes, zone in Schedule(cron: cron, durationMinutes: minutes, zone: zone) }
  }

  private static var duration: Kind<Int> {
    Kind.text(.duration).then { seconds, place in
      let minutes = seconds / 60
      if seconds % 60 == 0, (1...Limits.scheduleMinutesMax).contains(minutes) { return minutes }
      place.note(
        "a window is open for whole minutes, at least one and at most "
          + "\(Limits.scheduleMinutesMax / 1440) days")
      return nil
    }
  }
}

extension Validity {
  /// Joins the parts that images and requirements share.
  init(_ notBefore: Instant?, _ notAfter: Located<Instant>?, _ schedule: Schedule?, _ place: Place)
  {
    if let notBefore, let notAfter, notBefore >= notAfter.value {
      place.note(
        at: notAfter.location, "notAfter is not after notBefore, so that this never holds",
        hint: "notBefore is \(notBefore)")
    }
    self.init(notBefore: notBefore, notAfter: notAfter?.value, schedule: schedule)
  }
}

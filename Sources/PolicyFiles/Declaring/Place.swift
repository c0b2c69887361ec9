import Vocabulary

/// Where something was read that is now checked or made into something else.
struct Place {
  /// The place of the value.
  let value: SourceLocation
  /// What it is called, its key's place, and who takes messages.
  let slot: Slot

  /// Notes an error; at the value when no other place is given.
  func note(at location: SourceLocation? = nil, _ message: String, hint: String? = nil) {
    slot.note(at: location ?? value, message, hint: hint)
  }
}

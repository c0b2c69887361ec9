import Vocabulary

/// Where a value is read: what messages call it, where it is asked for, and who takes messages.
struct Slot {
  /// What messages call it.
  let noun: Noun
  /// The place of its key; of the value itself where there is none.
  let key: SourceLocation
  /// Takes what is wrong.
  let problems: Problems

  /// The same place by another name.
  func called(_ noun: Noun) -> Slot { Slot(noun: noun, key: key, problems: problems) }

  /// Notes an error.
  func note(
    at location: SourceLocation, _ message: String, hint: String? = nil,
    fix: Diagnostic.Fix? = nil
  ) {
    problems.note(at: location, message, hint: hint, fix: fix)
  }

  /// Notes that `text` is none of the `known` words, with the likely one.
  func noteUnknown(
    _ text: String, among known: [String], at location: SourceLocation, _ message: String,
    otherwise hint: String, mending: Bool = true
  ) {
    let correction = mending ? Spelling.correction(for: text, among: known) : nil
    note(
      at: location, message, hint: Spelling.suggestion(for: text, among: known) ?? hint,
      fix: correction.map { Diagnostic.Fix(replace: text, with: $0) })
  }
}

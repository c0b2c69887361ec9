package import Vocabulary

/// What is wrong with a value that is of its option's type.
package struct OptionFault: Hashable, Sendable {
  /// What is wrong, as the end of a sentence about the option.
  package let problem: String
  /// What to do.
  package let hint: String
}

extension Option {
  private static let excerptCharactersMax = 60

  /// Finds what is wrong with a value of this option's type, or `nil`.
  package func fault(in value: OptionValue) -> OptionFault? {
    if let range, let size = Self.size(of: value), !range.contains(size) {
      let (least, most) = (range.lowerBound, range.upperBound)
      return OptionFault(
        problem: "has \(Self.phrase(size, of: type))",
        hint: "\(least) to \(most) \(Self.unit(of: type))")
    }
    if let wrong = Self.texts(in: value).first(where: { !choices.isEmpty && !choices.contains($0) })
    {
      return OptionFault(
        problem: "cannot be \(Self.quoted(wrong))",
        hint: Spelling.suggestion(for: wrong, among: choices)
          ?? "it can be \(Spelling.list(choices))")
    }
    guard let format, let wrong = format.firstFault(in: value) else { return nil }
    return OptionFault(
      problem: "has \(Self.quoted(wrong)), which is not \(format.noun)", hint: format.hint)
  }

  /// What a range is about: the value of a number, the bytes of a text, the elements of the rest.
  private static func size(of value: OptionValue) -> Int? {
    switch value {
    case .integer(let number): number
    case .string(let text): text.utf8.count
    case .list(let elements): elements.count
    case .map(let members): members.count
    case .boolean: nil
    }
  }

  private static func phrase(_ size: Int, of type: OptionType) -> String {
    type == .integer ? "the value \(size)" : "\(size) \(unit(of: type))"
  }

  private static func unit(of type: OptionType) -> String {
    switch type {
    case .integer, .boolean: "are possible"
    case .string, .directory: "bytes"
    case .strings, .stringMap, .stringsMap: "entries"
    }
  }

  private static func texts(in value: OptionValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .list(let elements): elements.flatMap(texts)
    case .map(let members): members.sorted { $0.key < $1.key }.flatMap { texts(in: $0.value) }
    case .boolean, .integer: []
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"\(Printable.text(text, charactersMax: excerptCharactersMax))\""
  }
}

import Vocabulary

/// A mapping that is being decoded: whatever is not asked for is an unknown key.
///
/// Each getter notes what is wrong with its value and returns `nil`; call `finish()` last.
final class Fields {
  let location: SourceLocation
  let problems: Problems
  private let path: String
  private let members: [String: YAML.Member]
  private var asked: Set<String> = []

  /// Opens `value` as a mapping; `path` names it in messages, as `spec.placement`.
  init?(_ value: YAML, path: String, problems: Problems) {
    guard case .map(let members) = value.content else {
      problems.note(at: value.location, "\(path) must be a mapping, not \(value.noun)")
      return nil
    }
    self.location = value.location
    self.path = path
    self.problems = problems
    self.members = Dictionary(members.map { ($0.key, $0) }) { first, _ in first }
  }

  /// The member `key`, or `nil` if it is absent or null.
  func optional(_ key: String) -> YAML.Member? {
    asked.insert(key)
    guard let member = members[key] else { return nil }
    if case .null = member.value.content { return nil }
    return member
  }

  /// The member `key`; its absence is an error.
  func required(_ key: String) -> YAML.Member? {
    let member = optional(key)
    if member == nil {
      problems.note(at: members[key]?.location ?? location, "\(path) needs a value for \(key)")
    }
    return member
  }

  /// Notes every key that nobody asked for.
  func finish() {
    for member in members.values where !asked.contains(member.key) {
      let known = asked.sorted()
      problems.note(
        at: member.location, "\(path) has no field \(member.key)",
        hint: Spelling.suggestion(for: member.key, among: known)
          ?? "the fields are \(Spelling.list(known))")
    }
  }
}

// MARK: - Typed values

extension Fields {
  /// A string.
  func string(_ member: YAML.Member?) -> String? {
    guard let member else { return nil }
    return string(member.value, named: "\(path).\(member.key)")
  }

  /// A string that stands at `name`.
  func string(_ value: YAML, named name: String) -> String? {
    switch value.content {
    case .string(let text): return text
    case .boolean, .integer:
      problems.note(
        at: value.location, "\(name) must be a string, not \(value.noun)",
        hint: "put it in quotes")
    default: problems.note(at: value.location, "\(name) must be a string, not \(value.noun)")
    }
    return nil
  }

  /// An integer within `range`.
  func integer(_ member: YAML.Member?, in range: ClosedRange<Int>) -> Int? {
    guard let member else { return nil }
    if case .integer(let number) = member.value.content, range.contains(number) { return number }
    problems.note(
      at: member.value.location,
      "\(path).\(member.key) must be an integer from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  /// A boolean.
  func boolean(_ member: YAML.Member?) -> Bool? {
    guard let member else { return nil }
    if case .boolean(let value) = member.value.content { return value }
    problems.note(
      at: member.value.location, "\(path).\(member.key) must be true or false")
    return nil
  }

  /// The elements of a list.
  func list(_ member: YAML.Member?) -> [YAML] {
    guard let member else { return [] }
    if case .list(let elements) = member.value.content { return elements }
    problems.note(
      at: member.value.location,
      "\(path).\(member.key) must be a list, not \(member.value.noun)")
    return []
  }

  /// The strings of a list.
  func strings(_ member: YAML.Member?) -> [String] {
    list(member).compactMap { string($0, named: "an element of \(path).\(member?.key ?? "")") }
  }

  /// The members of a mapping.
  func map(_ member: YAML.Member?) -> [YAML.Member] {
    guard let member else { return [] }
    if case .map(let members) = member.value.content { return members }
    problems.note(
      at: member.value.location,
      "\(path).\(member.key) must be a mapping, not \(member.value.noun)")
    return []
  }

  /// A mapping that is decoded field by field.
  func fields(_ member: YAML.Member?) -> Fields? {
    guard let member else { return nil }
    return Fields(member.value, path: "\(path).\(member.key)", problems: problems)
  }

  /// A name.
  func name<Subject>(_ member: YAML.Member?, of _: Subject.Type = Subject.self) -> Name<Subject>? {
    guard let member, let text = string(member) else { return nil }
    return name(text, at: member.value.location)
  }

  /// A name that stands at `location`.
  func name<Subject>(_ text: String, at location: SourceLocation) -> Name<Subject>? {
    if let name = Name<Subject>(text) { return name }
    problems.note(
      at: location, "\"\(text)\" is not a name",
      hint: "1 to 63 of a–z, 0–9 and -, with a letter or digit at both ends")
    return nil
  }

  /// One of the cases of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ member: YAML.Member?, as _: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    guard let member, let text = string(member) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    problems.note(
      at: member.value.location, "\(path).\(member.key) cannot be \"\(text)\"",
      hint: Spelling.suggestion(for: text, among: known) ?? "it can be \(Spelling.list(known))")
    return nil
  }

  /// A path that stays inside its folder.
  func relativePath(_ value: YAML, named name: String) -> String? {
    guard let text = string(value, named: name) else { return nil }
    if let path = RelativePath.checked(text) { return path }
    problems.note(
      at: value.location, "\(name) must be a relative path without `..`, not \"\(text)\"")
    return nil
  }

  /// The paths of a list.
  func relativePaths(_ member: YAML.Member?) -> [String] {
    list(member).compactMap {
      relativePath($0, named: "an element of \(path).\(member?.key ?? "")")
    }
  }
}

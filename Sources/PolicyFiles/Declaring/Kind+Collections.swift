import Vocabulary

extension Slot {
  /// The elements of a list.
  func elements(_ yaml: YAML) -> [YAML]? {
    if case .list(let elements) = yaml.content { return elements }
    note(at: yaml.location, "\(noun.text) must be a list, not \(yaml.noun)")
    return nil
  }

  /// The members of a mapping.
  func members(_ yaml: YAML) -> [YAML.Member]? {
    if case .map(let members) = yaml.content { return members }
    note(at: yaml.location, "\(noun.text) must be a mapping, not \(yaml.noun)")
    return nil
  }
}

extension Kind {
  /// A list whose elements are of one kind.
  ///
  /// - Parameters:
  ///   - count: How many there may be; nothing is read of a list of more.
  ///   - complaint: What to say when there are more or fewer.
  static func list<Element>(
    of element: Kind<Element>, count: ClosedRange<Int>? = nil, _ complaint: String = ""
  ) -> Kind where Value == [Element] {
    var schema: Schema = ["type": .string("array"), "items": element.schema.json]
    if let count {
      schema["minItems"] = .integer(count.lowerBound)
      schema["maxItems"] = .integer(count.upperBound)
    }
    return Kind(schema) { yaml, slot in
      guard let elements = slot.elements(yaml) else { return nil }
      if let count, !count.contains(elements.count) {
        slot.note(at: slot.key, complaint)
        return nil
      }
      let noun = Noun.element(slot.noun)
      let values = elements.compactMap {
        element.read($0, Slot(noun: noun, key: $0.location, problems: slot.problems))
      }
      return values.count == elements.count ? values : nil
    }
  }

  /// A mapping from keys of one form to values of one kind.
  ///
  /// - Parameter words: What messages call a value, before its key.
  static func map<Key, Member>(
    from keys: Form<Key>, to values: Kind<Member>, called words: String
  ) -> Kind where Value == [Entry<Key, Member>] {
    let schema: Schema = [
      "type": .string("object"), "propertyNames": keys.schema.json,
      "additionalProperties": values.schema.json,
    ]
    return Kind(schema) { yaml, slot in
      guard let members = slot.members(yaml) else { return nil }
      let entries = members.compactMap { member -> Entry<Key, Member>? in
        let place = Slot(
          noun: .named(words, member.key), key: member.location, problems: slot.problems)
        guard let key = keys.read(member.key, at: member.location, place),
          let value = values.read(member.value, place)
        else { return nil }
        return Entry(key: key, location: member.location, value: value)
      }
      return entries.count == members.count ? entries : nil
    }
  }
}

extension Kind {
  /// The entries of a mapping as a dictionary.
  func dictionary<Key: Hashable & Sendable, Member>() -> Kind<[Key: Member]>
  where Value == [Entry<Key, Member>] {
    then { entries, _ in
      Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    }
  }
}

import Vocabulary

/// A mapping of a document whose fields are being read.
struct Mapping {
  let members: [YAML.Member]
  let location: SourceLocation
  let slot: Slot

  /// The member with a key.
  subscript(key: String) -> YAML.Member? { members.first { $0.key == key } }

  /// The member with a key, unless its value is null.
  func value(of key: String) -> YAML.Member? {
    guard let member = self[key] else { return nil }
    if case .null = member.value.content { return nil }
    return member
  }

  /// Reads the value of a member.
  func read<Value>(_ member: YAML.Member, as kind: Kind<Value>) -> Value? {
    let noun = Noun.field(slot.noun, member.key)
    return kind.read(
      member.value, Slot(noun: noun, key: member.location, problems: slot.problems))
  }

  /// Notes the members that are none of the fields `keys`.
  func noteUnknown(except keys: [String]) {
    for member in members where !keys.contains(member.key) {
      let known = keys.sorted()
      let isMissing = Spelling.correction(for: member.key, among: known)
        .map { self[$0] == nil }
      slot.noteUnknown(
        member.key, among: known, at: member.location,
        "\(slot.noun.text) has no field \(Printable.excerpt(member.key))",
        otherwise: "the fields are \(Spelling.list(known))", mending: isMissing == true)
    }
  }
}

extension Kind {
  /// A mapping with these fields and no others.
  ///
  /// The declaration is all there is: a field that is not among `fields` cannot be read, and one
  /// that is among them is in the schema.
  /// - Parameters:
  ///   - words: What messages call it; what the field that holds it is called when absent.
  ///   - rules: What `make` checks about several fields, as far as a schema can say it.
  ///   - make: Makes the value when every field could be read.
  static func mapping<each Part>(
    _ fields: repeat Field<each Part>, called words: String? = nil, rules: Schema = [:],
    make: @escaping @Sendable (Place, repeat each Part) -> Value?
  ) -> Kind {
    var keys: [String] = []
    var required: [String] = []
    var properties: Schema = [:]
    for field in repeat each fields {
      keys.append(field.key)
      if field.isRequired { required.append(field.key) }
      properties[field.key] = field.schema.json
    }
    let known = keys
    let parts = (repeat each fields)
    var schema: Schema = [
      "type": .string("object"), "properties": properties.json,
      "additionalProperties": .boolean(false),
    ]
    if !required.isEmpty { schema["required"] = .words(required) }
    return Kind(schema.merging(rules) { $1 }) { yaml, slot in
      let slot = words.map { slot.called(.words($0)) } ?? slot
      guard let members = slot.members(yaml) else { return nil }
      let mapping = Mapping(members: members, location: yaml.location, slot: slot)
      let values = (repeat (each parts).read(mapping))
      mapping.noteUnknown(except: known)
      do throws(Unreadable) {
        return make(
          Place(value: yaml.location, slot: slot), repeat try (each values).orUnreadable())
      } catch {
        return nil
      }
    }
  }
}

/// A field could not be read; what is wrong with it has been noted.
private struct Unreadable: Error {}

extension Optional {
  fileprivate func orUnreadable() throws(Unreadable) -> Wrapped {
    guard let self else { throw Unreadable() }
    return self
  }
}

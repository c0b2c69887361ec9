import Vocabulary

/// A member of a mapping whose keys the document chooses.
struct Entry<Key, Value> {
  let key: Key
  let location: SourceLocation
  let value: Value
}

extension Entry: Sendable where Key: Sendable, Value: Sendable {}

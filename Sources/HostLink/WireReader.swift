package import Vocabulary

/// Reads the members of one JSON object and names the one that is wrong.
package struct WireReader: Sendable {
  private let object: JSON

  /// Reads `json`, which must be an object.
  package init(_ json: JSON) throws(HostLinkError) {
    guard case .object = json else {
      throw HostLinkError(.malformed, "expected a JSON object")
    }
    object = json
  }

  /// Makes the error that says what member `key` must be.
  package func malformed(_ key: String, _ expected: String) -> HostLinkError {
    HostLinkError(.malformed, "member '\(key)' must be \(expected)")
  }

  /// Reads a string.
  package func string(_ key: String) throws(HostLinkError) -> String {
    guard let value = object[key]?.string else { throw malformed(key, "a string") }
    return value
  }

  /// Reads an integer within `range`.
  package func integer(
    _ key: String, in range: ClosedRange<Int> = 0...Int.max
  ) throws(HostLinkError) -> Int {
    guard let value = object[key]?.integer, range.contains(value) else {
      throw malformed(key, "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Reads a boolean.
  package func boolean(_ key: String) throws(HostLinkError) -> Bool {
    guard let value = object[key]?.boolean else { throw malformed(key, "a boolean") }
    return value
  }

  /// Reads a TCP port.
  package func port(_ key: String) throws(HostLinkError) -> UInt16 {
    UInt16(try integer(key, in: 1...65_535))
  }

  /// Reads a name.
  package func name<Subject>(_ key: String) throws(HostLinkError) -> Name<Subject> {
    guard let value = Name<Subject>(try string(key)) else {
      throw malformed(key, "a name (1–63 of a–z 0–9 -)")
    }
    return value
  }

  /// Reads a digest in the form `sha256:…`.
  package func digest(_ key: String) throws(HostLinkError) -> Digest {
    guard let value = Digest(try string(key)) else { throw malformed(key, "a sha256 digest") }
    return value
  }

  /// Reads the id of a commit.
  package func commit(_ key: String) throws(HostLinkError) -> CommitID {
    guard let value = CommitID(hex: try string(key)) else { throw malformed(key, "a commit id") }
    return value
  }

  /// Reads an instant.
  package func instant(_ key: String) throws(HostLinkError) -> Instant {
    guard let value = Instant(try string(key)) else { throw malformed(key, "an RFC 3339 time") }
    return value
  }

  /// Reads one case of an enumeration.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _: Choice.Type = Choice.self
  ) throws(HostLinkError) -> Choice where Choice.RawValue == String {
    guard let value = Choice(rawValue: try string(key)) else {
      throw malformed(
        key, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  /// Reads an object.
  package func value<Value: WireValue>(
    _ key: String, _: Value.Type = Value.self
  ) throws(HostLinkError) -> Value {
    guard let json = object[key] else { throw malformed(key, "an object") }
    return try Value(WireReader(json))
  }

  /// Reads what a probe is to see.
  package func probeAnswer(_ key: String) throws(HostLinkError) -> ProbeAnswer {
    guard let answer = object[key].flatMap({ ProbeAnswer($0) }) else {
      throw malformed(key, "a status from 100 to 599, or refused")
    }
    return answer
  }

  /// Reads an array of at most `count` objects.
  package func values<Value: WireValue>(
    _ key: String, _: Value.Type = Value.self, atMost count: Int
  ) throws(HostLinkError) -> [Value] {
    guard let elements = object[key]?.array, elements.count <= count else {
      throw malformed(key, "an array of at most \(count)")
    }
    var values: [Value] = []
    for element in elements { values.append(try Value(WireReader(element))) }
    return values
  }

  /// Reads an array of at most `count` strings.
  package func strings(_ key: String, atMost count: Int) throws(HostLinkError) -> [String] {
    guard let elements = object[key]?.array, elements.count <= count else {
      throw malformed(key, "an array of at most \(count)")
    }
    let values = elements.compactMap(\.string)
    guard values.count == elements.count else { throw malformed(key, "an array of strings") }
    return values
  }

  /// Reads an array of at most `count` integers from 0, each greater than the one before.
  package func integers(_ key: String, atMost count: Int) throws(HostLinkError) -> [Int] {
    guard let elements = object[key]?.array, elements.count <= count else {
      throw malformed(key, "an array of at most \(count)")
    }
    var values: [Int] = []
    for element in elements {
      guard let value = element.integer, value > values.last ?? -1 else {
        throw malformed(key, "an array of ascending integers")
      }
      values.append(value)
    }
    return values
  }

  /// Reads a member that may be absent.
  package func optional<Value>(
    _ key: String, _ read: (WireReader) throws(HostLinkError) -> Value
  ) throws(HostLinkError) -> Value? {
    guard object[key] != nil else { return nil }
    return try read(self)
  }
}

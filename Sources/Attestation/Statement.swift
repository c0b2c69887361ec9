package import Vocabulary

/// One claim about some things: an in-toto Statement v1.
package struct Statement: Hashable, Sendable {
  /// The value of `_type`.
  package static let type = "https://in-toto.io/Statement/v1"

  /// What the claim is about; at least one, each with a digest.
  package let subjects: [ResourceDescriptor]
  /// The kind of claim: a URI.
  package let predicateType: String
  /// The claim: an object whose members `predicateType` defines.
  ///
  /// Members that Merlon adds are named `merlon_…`: SLSA reserves `<vendor>_<field>` for that,
  /// and in-toto tells readers to ignore members that they do not know.
  package let predicate: [String: JSON]

  /// Makes a statement.
  package init(
    subjects: [ResourceDescriptor], predicateType: String, predicate: [String: JSON]
  ) {
    self.subjects = subjects
    self.predicateType = predicateType
    self.predicate = predicate
  }

  /// The same statement with one more member in its predicate.
  package func adding(_ key: String, _ value: JSON) -> Self {
    var predicate = predicate
    predicate[key] = value
    return Self(subjects: subjects, predicateType: predicateType, predicate: predicate)
  }

  /// The statement as JSON.
  package var json: JSON {
    .object([
      "_type": .string(Self.type),
      "subject": .array(subjects.map(\.json)),
      "predicateType": .string(predicateType),
      "predicate": .object(predicate),
    ])
  }

  /// Reads a statement; members that are not known are ignored, as in-toto asks.
  package init(parsing json: JSON) throws(AttestationError) {
    guard json["_type"]?.string == Self.type else {
      throw AttestationError(.statement, "_type is not \(Self.type)")
    }
    guard let predicateType = json["predicateType"]?.string, !predicateType.isEmpty else {
      throw AttestationError(.statement, "predicateType is missing")
    }
    guard let elements = json["subject"]?.array, !elements.isEmpty else {
      throw AttestationError(.statement, "subject is missing or empty")
    }
    var subjects: [ResourceDescriptor] = []
    for element in elements {
      guard let subject = ResourceDescriptor(element), !subject.digest.isEmpty else {
        throw AttestationError(.statement, "a subject has no digest")
      }
      subjects.append(subject)
    }
    guard let predicate = (json["predicate"] ?? .object([:])).object else {
      throw AttestationError(.statement, "the predicate is not an object")
    }
    self.init(subjects: subjects, predicateType: predicateType, predicate: predicate)
  }
}

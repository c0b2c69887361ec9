import Unikernel
import Vocabulary

/// What every document says of itself.
struct Metadata<Subject>: Sendable {
  let name: Name<Subject>
  let labels: [String: String]
}

extension Kind {
  /// `metadata` of a document that names a `Subject`.
  static func metadata<Subject>() -> Kind where Value == Metadata<Subject> {
    .mapping(.name(), .labels) { _, name, labels in Metadata(name: name, labels: labels) }
  }
}

extension Field {
  /// The document's name.
  static func name<Subject>() -> Field where Value == Name<Subject> {
    .required(
      "name", .text(.name()), "The document's name, unique among those of its kind.")
  }
}

extension Field where Value == [String: String] {
  /// Labels.
  static var labels: Field {
    .defaulted("labels", .labels, [:], "What selectors of other documents look at.")
  }
}

extension Kind where Value == [String: String] {
  /// Labels with their values.
  static var labels: Kind {
    Kind<[Entry<String, String>]>
      .map(from: .labelKey, to: .text(.labelValue), called: "the label").dictionary()
  }
}

import Vocabulary

/// What all documents have in common.
enum DocumentShape {
  /// The version that this release understands.
  static let apiVersion = "merlon.dev/v1"

  /// A document of a kind.
  ///
  /// - Parameters:
  ///   - kind: The kind's name.
  ///   - doc: A line for people.
  ///   - make: Makes the value of the document's parts and its place.
  static func document<Metadata, Spec, Value>(
    _ kind: String, _ doc: String, metadata: Kind<Metadata>, spec: Kind<Spec>,
    make: @escaping @Sendable (Metadata, Spec, SourceLocation) -> Value?
  ) -> Kind<Value> {
    let identity: Schema = [
      "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
      "$id": .string("https://merlon.dev/schema/\(kind)/v1.json"),
      "title": .string(kind), "description": .string(doc),
    ]
    return .mapping(
      .required("apiVersion", version, "The version of the document's format."),
      .required("kind", .constant(kind, "the kind must be \(kind)"), "What the document is."),
      .required("metadata", metadata, "What the document says of itself."),
      .required("spec", spec, "What is asked for."), rules: identity
    ) { place, _, _, metadata, spec in make(metadata, spec, place.value) }
  }

  /// A document of a kind that is not known, for what is wrong with the rest.
  ///
  /// - Parameter complain: Says what is wrong with the kind.
  static func unknown(
    complain: @escaping @Sendable (String, Place) -> Void
  ) -> Kind<Void> {
    .mapping(
      .required("apiVersion", version, ""),
      .required("kind", Kind.string.then { complain($0, $1) }, ""),
      .required("metadata", Kind<Metadata<Never>>.metadata(), ""),
      .required("spec", Kind([:]) { yaml, slot in slot.members(yaml).map { _ in } }, "")
    ) { _, _, _, _, _ in () }
  }

  private static var version: Kind<Void> {
    Kind(["const": .string(apiVersion)]) { yaml, slot in
      guard let version = slot.string(yaml) else { return nil }
      if version != apiVersion {
        slot.note(
          at: yaml.location, "apiVersion \(Printable.excerpt(version)) is not known",
          hint: "this release of merlon understands \(apiVersion)")
      }
      return ()
    }
  }
}

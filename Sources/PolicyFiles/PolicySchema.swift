package import Vocabulary

/// The JSON Schemas (draft 2020-12) of documents, from the declarations that read them.
package enum PolicySchema {
  /// The names of all kinds, sorted.
  package static var kinds: [String] { DocumentKinds.schemas.keys.sorted() }

  /// The schema of a kind, or `nil` if there is none of that name.
  package static func schema(of kind: String) -> JSON? { DocumentKinds.schemas[kind]?.json }

  /// The schema of a document of whatever kind.
  package static var all: JSON {
    .object([
      "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
      "$id": .string("https://merlon.dev/schema/all/v1.json"),
      "title": .string("Merlon"),
      "description": .string("A document of a policy repository, or a catalog's module.yaml."),
      "oneOf": .array(kinds.compactMap(schema)),
    ])
  }
}

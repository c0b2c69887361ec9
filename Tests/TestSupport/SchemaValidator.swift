import Foundation
package import Vocabulary

/// A validator of JSON Schemas that is not ours: Debian's python3-jsonschema.
package enum SchemaValidator {
  /// A document in YAML, and the name of the schema that it is held against.
  package struct Document: Sendable {
    let schema: String
    let text: String

    /// Makes a document.
    package init(schema: String, text: String) {
      self.schema = schema
      self.text = text
    }
  }

  /// What is wrong, or `nil` where nothing is.
  package struct Verdicts: Sendable {
    /// With the schemas, by name.
    package let schemas: [String: String?]
    /// With the documents, in their order.
    package let documents: [String?]
  }

  /// Whether the validator is there; prints why not.
  package static let isThere: Bool = {
    let paths = ["yaml", "jsonschema"].map { "/usr/lib/python3/dist-packages/\($0)" }
    let missing = paths.filter { !FileManager.default.fileExists(atPath: $0) }
    if !missing.isEmpty { print("schema tests: skipped: \(missing) missing; run .ci/packages") }
    return missing.isEmpty
  }()

  /// Asks it about schemas and documents.
  package static func verdicts(
    schemas: [String: JSON], documents: [Document]
  ) async throws -> Verdicts {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let question = JSON.object([
      "schemas": .object(schemas),
      "documents": .array(
        documents.map { .object(["schema": .string($0.schema), "text": .string($0.text)]) }),
    ])
    let input = folder.appending(path: "question").path
    try Data(question.canonical.utf8).write(to: URL(filePath: input))
    let child = try Child(
      "/usr/bin/python3", [SourceTree.path(of: "Tests/TestSupport/Scripts/validate.py")],
      environment: ["LC_ALL": "C.UTF-8"], folder: folder.path,
      label: folder.appending(path: "answer").path, input: input)
    guard try await child.wait() == .exited(0) else {
      throw ChildError("validate.py", child.error)
    }
    let answer = try JSON.parse(child.output)
    return Verdicts(
      schemas: (answer["schemas"]?.object ?? [:]).mapValues(\.string),
      documents: (answer["documents"]?.array ?? []).map(\.string))
  }
}

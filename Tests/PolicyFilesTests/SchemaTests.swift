import Foundation
import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// The published schemas say what the decoder does, by a validator that is not ours.
@Suite(.enabled(if: SchemaValidator.isThere)) struct SchemaTests {
  static let schemas = Dictionary(
    uniqueKeysWithValues: PolicySchema.kinds.map { ($0, PolicySchema.schema(of: $0) ?? .null) }
      + [("all", PolicySchema.all)])

  private func verdicts(
    _ documents: [SchemaValidator.Document]
  ) async throws -> SchemaValidator.Verdicts {
    let verdicts = try await SchemaValidator.verdicts(schemas: Self.schemas, documents: documents)
    try #require(verdicts.documents.count == documents.count)
    return verdicts
  }

  @Test func `every schema is one, of draft 2020-12, with its own address`() async throws {
    let verdicts = try await verdicts([])
    #expect(verdicts.schemas.count == 6)
    for (name, wrong) in verdicts.schemas { #expect(wrong == nil, "\(name)") }
    for (name, schema) in Self.schemas {
      #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
      #expect(schema["$id"]?.string == "https://merlon.dev/schema/\(name)/v1.json")
    }
  }

  @Test(arguments: ["own", "all"])
  func `what the decoder accepts is valid`(schema: String) async throws {
    let documents = CorpusDocument.good
    let verdicts = try await verdicts(
      try documents.map {
        SchemaValidator.Document(
          schema: schema == "all" ? schema : try #require($0.kind), text: $0.text)
      })
    for (document, wrong) in zip(documents, verdicts.documents) {
      #expect(wrong == nil, "\(document.testDescription)")
    }
  }

  @Test(arguments: ["own", "all"])
  func `what the decoder refuses is invalid, or has an excuse`(schema: String) async throws {
    let documents = CorpusDocument.bad
    // A module.yaml of another kind is wrong for its place, not for its shape.
    let verdicts = try await verdicts(
      documents.map {
        SchemaValidator.Document(
          schema: schema == "all" ? schema : $0.isModule ? "Module" : $0.kind ?? "Host",
          text: $0.text)
      })
    for (document, wrong) in zip(documents, verdicts.documents) {
      let isOtherKind = schema == "all" && document.isModule && document.kind != "Module"
      #expect(
        (wrong != nil) == (document.schemaExcuse == nil && !isOtherKind),
        "\(document.testDescription): \(wrong ?? "valid")")
    }
  }

  @Test func `one line at a time, too`() async throws {
    // A document with several faults could hide one that the schema does not know.
    let faults = CorpusDocument.bad.filter { $0.schemaExcuse == nil && $0.expectations.count > 1 }
      .flatMap { document in document.kind.map { kind in repaired(document, kind) } ?? [] }
    try #require(faults.count > 20)
    let verdicts = try await verdicts(faults)
    for (fault, wrong) in zip(faults, verdicts.documents) {
      #expect(wrong != nil, "\(fault)")
    }
  }

  /// The document with all faulty elements of lists and fields removed but one, for each of them
  /// that stands on a line of its own.
  private func repaired(
    _ document: CorpusDocument, _ kind: String
  ) -> [SchemaValidator.Document] {
    let lines = document.text.split(separator: "\n", omittingEmptySubsequences: false)
    let faulty = document.expectations.map { $0.line - 1 }
    return Set(faulty).filter { lines[$0].hasPrefix("    ") }.map { kept in
      let text = lines.indices.filter {
        $0 == kept || !faulty.contains($0) || !lines[$0].hasPrefix("    ")
      }.map { lines[$0] }.joined(separator: "\n")
      return SchemaValidator.Document(schema: kind, text: text)
    }
  }

  @Test func `the examples and the shipped modules are valid`() async throws {
    var documents = try ModuleFileTests.shipped.map {
      SchemaValidator.Document(schema: "Module", text: try SourceTree.text(of: $0))
    }
    for path in ["README.md", "Examples/quickstart/run"] {
      let examples = try Self.hereDocuments(in: SourceTree.text(of: path))
      #expect(!examples.isEmpty)
      documents += examples.map { SchemaValidator.Document(schema: "all", text: $0) }
    }
    for (document, wrong) in zip(documents, try await verdicts(documents).documents) {
      #expect(wrong == nil, "\(document)")
    }
  }

  /// The documents that a shell script writes, with a number for each of its ports.
  static func hereDocuments(in text: String) -> [String] {
    text.components(separatedBy: "<<YAML\n").dropFirst().compactMap {
      $0.components(separatedBy: "\nYAML\n").first?.replacing(/\$[a-z]+_port/, with: "8080")
    }
  }
}

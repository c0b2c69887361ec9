import TestSupport
import Testing
import Vocabulary

/// `merlon schema` as editors use it.
@Suite(
  .enabled(if: E2E.isPossible && SchemaValidator.isThere), .serialized, .timeLimit(.minutes(10)))
struct SchemaCommandTests {
  @Test func `what init writes is valid under what schema prints`() async throws {
    try await Fleet.withCommitted { fleet in
      let all = try await fleet.merlon("schema")
      #expect(all.status == 0 && all.error.isEmpty, "\(all)")
      let image = try await fleet.merlon("schema", "UnikernelImage")
      #expect(image.status == 0, "\(image)")
      let paths = ["merlon.yaml", "hosts/local.yaml", "images/web.yaml"]
      var documents: [SchemaValidator.Document] = []
      for path in paths {
        let text = try await fleet.git("show", "HEAD:" + path)
        documents.append(SchemaValidator.Document(schema: "all", text: text))
        documents.append(SchemaValidator.Document(schema: "image", text: text))
      }
      let verdicts = try await SchemaValidator.verdicts(
        schemas: ["all": try all.json(), "image": try image.json()], documents: documents)
      #expect(verdicts.schemas.values.allSatisfy { $0 == nil })
      #expect(
        verdicts.documents.map { $0 == nil } == [true, false, true, false, true, true],
        "\(verdicts.documents)")
    }
  }
}

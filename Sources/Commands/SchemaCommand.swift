import ArgumentParser
import Attestation
import PolicyFiles
import Vocabulary

/// `merlon schema`: what editors and other programs check documents against.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a kind of document, or of what the ledger holds.",
    discussion: """
      Draft 2020-12, made from the declarations that merlon itself reads documents by.

      EXAMPLES
        merlon schema UnikernelImage
        merlon schema LedgerStatement
        merlon schema > merlon.schema.json

      Editors with the YAML language server complete documents whose first line is
      `# yaml-language-server: $schema=../merlon.schema.json`.
      """)

  @Argument(
    help: ArgumentHelp(
      "The kind: \(Spelling.list(SchemaCommand.kinds)); all kinds of document in one schema when absent.",
      valueName: "KIND"))
  var kind: String?

  /// Kinds of document, then of what is signed.
  static let kinds =
    PolicySchema.kinds + AttestationSchema.schemas.keys.sorted()

  func run() throws {
    guard let kind else {
      Terminal().say(PolicySchema.all.indented)
      return
    }
    guard let schema = PolicySchema.schema(of: kind) ?? AttestationSchema.schemas[kind] else {
      throw Failure.cannotRun(
        "there is no kind \(kind): "
          + (Spelling.suggestion(for: kind, among: Self.kinds)
            ?? "the kinds are \(Spelling.list(Self.kinds))"))
    }
    Terminal().say(schema.indented)
  }
}

import ArgumentParser
import Audit
import Ledger
import Reconciler
import Vocabulary

/// `merlon audit QUESTION`: an answer from the index of the ledger.
struct AuditQuestionCommand<Asked: AskedQuestion>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Asked.question.name, abstract: Asked.question.abstract,
      discussion: """
        Takes \(Spelling.list(Asked.question.fields.map { "--\($0.rawValue)" })). Answers from an
        index beside the repository, which holds what was verified and is made again at any time;
        exits 1 when something is wrong with the ledger.

        EXAMPLES
        \(Asked.question.examples.map { "  " + $0 }.joined(separator: "\n"))
        """)
  }

  @OptionGroup var repository: RepositoryOptions
  @OptionGroup var filter: AuditFilterOptions
  @Option(help: "text, json or csv.") var output = AnswerFormat.text

  func run() async throws {
    let opened = try repository.open()
    let answer: Answer
    let findings: [LedgerFinding]
    do throws(AuditError) {
      let index = try AuditIndex(
        at: opened.stateFolder + "/audit-index.sqlite",
        AuditVerification.Request(
          repositoryAt: opened.path, branch: opened.branch, pins: nil, store: nil, checkpoint: nil,
          now: .now))
      findings = index.findings
      answer = try index.answer(Asked.question, try filter.filter())
    } catch {
      throw Failure.cannotRun(error.description)
    }
    AnswerReport(answer).write(output)
    guard findings.isEmpty else {
      Terminal().complain(
        "the ledger cannot be believed: \(Printable.text(findings[0].description)); see: "
          + "merlon audit verify")
      throw Failure.negative
    }
  }
}

/// How an answer is written.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  /// RFC 4180.
  case csv
}

/// What a question is about.
struct AuditFilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("An instant in UTC: 2026-03-01T12:00:00Z.", valueName: "TIME"))
  var at: String?
  @Option(help: ArgumentHelp("Nothing before this instant.", valueName: "TIME"))
  var from: String?
  @Option(help: ArgumentHelp("Nothing after this instant.", valueName: "TIME"))
  var to: String?
  @Option(help: ArgumentHelp("An image.", valueName: "NAME")) var image: String?
  @Option(help: ArgumentHelp("A host.", valueName: "NAME")) var host: String?
  @Option(help: ArgumentHelp("A requirement.", valueName: "NAME")) var requirement: String?
  @Option(help: ArgumentHelp("A policy commit, or how its id begins.", valueName: "COMMIT"))
  var commit: String?
  @Option(help: ArgumentHelp("Images with this label `tenant`.", valueName: "NAME"))
  var tenant: String?

  func filter() throws(AuditError) -> AuditFilter {
    var filter = AuditFilter()
    for (field, text) in [(AuditFilter.Field.at, at), (.from, from), (.to, to)] {
      guard let text else { continue }
      guard let instant = Instant(text) else {
        throw .question("--\(field.rawValue) \(text) is no instant; write 2026-03-01T12:00:00Z")
      }
      filter.set(field, instant)
    }
    filter.set(.image, image)
    filter.set(.host, host)
    filter.set(.requirement, requirement)
    filter.set(.tenant, tenant)
    if let commit {
      guard (4...40).contains(commit.utf8.count), commit.utf8.allSatisfy(Hex.isLowercaseDigit)
      else { throw .question("--commit \(commit) is no commit; give 4 to 40 hex digits of its id") }
      filter.set(.commit, commit)
    }
    return filter
  }
}

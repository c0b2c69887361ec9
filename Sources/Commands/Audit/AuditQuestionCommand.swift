import ArgumentParser
import Audit
import Vocabulary

/// `merlon audit QUESTION`: an answer from the index of the ledger.
struct AuditQuestionCommand<Asked: AskedQuestion>: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Asked.question.name, abstract: Asked.question.abstract,
      discussion: """
        Filters go together. --at asks what was then, or of what happens at one time what had happened
        by then. Answers from an index beside the repository, which holds what was verified and is
        made again at any time; exits 1 when something is wrong with the ledger.

        EXAMPLES
        \(Asked.question.examples.map { "  " + $0 }.joined(separator: "\n"))
        """)
  }

  @OptionGroup var index: AuditIndexOptions
  @OptionGroup var filter: AuditFilterOptions
  @Option(help: "table, json, csv, sarif, html, oscal or bundle.")
  var output = AnswerFormat.table
  @Option(
    help: ArgumentHelp(
      "Where it is written, standard output when absent; of a bundle, a new folder.",
      valueName: "PATH"))
  var file: String?

  func validate() throws {
    guard output != .bundle || file != nil else {
      throw ValidationError("--output bundle needs --file, a folder that does not exist yet")
    }
    guard output != .sarif || Asked.question.hasFindings else {
      let names = Question.all.filter(\.hasFindings).map(\.name)
      throw ValidationError(
        "no answer to '\(Asked.question.name)' is a finding; --output sarif is for "
          + Spelling.list(names))
    }
  }

  func run() async throws {
    let (opened, index) = try index.open()
    let (answer, positions): (Answer, [AuditIndex.Position])
    do throws(AuditError) {
      answer = try index.answer(Asked.question, try filter.filter())
      positions = try index.positions()
    } catch {
      throw Failure.cannotRun(error.description)
    }
    if output == .bundle, let file {
      try await AnswerBundle(answer, opened).write(to: file)
    } else {
      try AnswerReport(answer, positions).write(output, to: file)
    }
    try AuditIndexOptions.complain(of: index)
  }
}

/// How an answer is written.
enum AnswerFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people; `text` is another name of it.
  case table
  case json
  /// RFC 4180.
  case csv
  /// SARIF 2.1.0, of questions whose answers can be findings.
  case sarif
  /// One page without anything from elsewhere.
  case html
  /// Assessment results of NIST's Open Security Controls Assessment Language.
  case oscal
  /// What was signed, and the repository, for somebody who has neither.
  case bundle

  init?(argument: String) {
    guard let format = argument == "text" ? .table : AnswerFormat(rawValue: argument) else {
      return nil
    }
    self = format
  }
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

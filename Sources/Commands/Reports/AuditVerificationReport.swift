import Audit
import Ledger
import Vocabulary

/// Writes what a verification of the ledger found.
struct AuditVerificationReport {
  private let verification: AuditVerification
  private let findings: [LedgerFinding]
  private let isPinned: Bool

  init(_ verification: AuditVerification, _ findings: [LedgerFinding], isPinned: Bool) {
    self.verification = verification
    self.findings = findings
    self.isPinned = isPinned
  }

  func write(_ format: DiagnosticFormat) {
    let terminal = Terminal()
    switch format {
    case .text: lines(terminal).forEach(terminal.say)
    case .json: terminal.say(json.indented)
    case .sarif: terminal.say(sarif.indented)
    }
  }

  private func lines(_ terminal: Terminal) -> [String] {
    var lines: [String] = []
    for finding in findings {
      let kind = terminal.styled("finding (\(finding.kind.rawValue))", .bad)
      lines.append("\(kind): \(Printable.text(finding.description))")
      lines.append("  see: \(Printable.text(finding.command))")
    }
    let counts = Spelling.list([
      Self.count(verification.policyCount, "policy commit"),
      Self.count(verification.commitCount, "notes commit"),
      Self.count(verification.lineCount, "line"), Self.count(verification.imageCount, "image"),
    ])
    let start = verification.continued.map { ", on from the checkpoint of \($0)" } ?? ""
    lines.append(
      findings.isEmpty
        ? terminal.styled("ok", .good) + ": verified \(counts)\(start)"
        : "\(Self.count(findings.count, "finding")) in \(counts)\(start)")
    if !isPinned, verification.continued == nil {
      lines.append(
        "the keys of the first policy commit were believed; name those that you trust with --pins")
    }
    return lines
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/audit-verification/v1"),
      "ok": .boolean(findings.isEmpty), "isPinned": .boolean(isPinned),
      "continued": verification.continued.map { .string($0.description) } ?? .null,
      "policyCommits": .integer(verification.policyCount),
      "notesCommits": .integer(verification.commitCount),
      "lines": .integer(verification.lineCount), "images": .integer(verification.imageCount),
      "findings": .array(
        findings.map { finding in
          .object([
            "kind": .string(finding.kind.rawValue),
            "commit": finding.place.map { .string($0.hex) } ?? .null,
            "message": .string(finding.description), "command": .string(finding.command),
          ])
        }),
    ])
  }

  private var sarif: JSON {
    SarifLog.frame(
      rules: LedgerFinding.Kind.allCases.map {
        SarifLog.Frame(id: "ledger-" + $0.rawValue, summary: $0.summary, level: "error")
      },
      results: findings.map { finding in
        SarifLog.result(
          "ledger-" + finding.kind.rawValue,
          index: LedgerFinding.Kind.allCases.firstIndex(of: finding.kind) ?? 0, level: "error",
          message: "\(finding.description); see: \(finding.command)",
          at: SarifLog.place(named: finding.place.map { "commit/\($0.hex)" } ?? "ledger"))
      })
  }
}

extension LedgerFinding.Kind {
  /// What the kind means, in one sentence.
  fileprivate var summary: String {
    switch self {
    case .signature: "No allowed signer signed it."
    case .role: "A key was used for what is not its role."
    case .history: "Notes commits do not follow each other one by one."
    case .time: "Something is older than what is before it."
    case .removed: "A line was taken away."
    case .line: "A line is not what Merlon writes."
    case .chain: "Lines do not follow each other."
    case .root: "The root of the tree of lines is not that of the lines."
    case .binding: "A line speaks of another commit than its own."
    case .duplicate: "An object has two notes."
    case .foreign: "Something in the ledger's place is no note."
    case .damage: "An object is damaged or missing."
    case .rewound: "A history was taken back."
    case .forked: "A history was replaced by another one."
    case .checkpoint: "The auditor did not sign the checkpoint."
    case .keys: "Keys changed without a signature that allows it."
    case .verdict: "A verdict contradicts the policy's history."
    case .unjudged: "A policy commit has no verdict."
    case .statement: "A host and the controller contradict each other."
    case .image: "An image is not the one that was built."
    case .validity: "An image ran when it was not valid."
    case .rebuild: "An image came out otherwise when it was built again."
    }
  }
}

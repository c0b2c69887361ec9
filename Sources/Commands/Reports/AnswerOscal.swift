import Audit
import Keys
import Vocabulary

/// An answer as assessment results of NIST's Open Security Controls Assessment Language 1.1: an
/// observation for each row, and a finding for each requirement that rows speak of, or for the
/// question, that says what they come to.
///
/// Identifiers follow from the content: the same answer is the same document.
struct AnswerOscal {
  private static let namespace = "https://merlon.dev/ns/oscal"

  private let answer: Answer
  private let positions: [AuditIndex.Position]
  private let seed: String

  init(_ answer: Answer, _ positions: [AuditIndex.Position]) {
    self.answer = answer
    self.positions = positions
    seed = Digest.sha256(answer.json.canonical + positions.map(\.root).joined()).hex
  }

  var json: JSON {
    let plan = id("plan")
    return .object([
      "assessment-results": .object([
        "uuid": .string(id("document")),
        "metadata": .object([
          "title": .string("merlon audit \(answer.question)"),
          "last-modified": .string(answer.time.description),
          "version": .string(Merlon.version), "oscal-version": .string("1.1.3"),
        ]),
        "import-ap": .object(["href": .string("#" + plan)]),
        "results": .array([result]),
        "back-matter": .object([
          "resources": .array([
            .object([
              "uuid": .string(plan), "title": .string("The question"),
              "description": .string(Self.line("merlon audit \(command)")),
            ])
          ])
        ]),
      ])
    ])
  }

  private var command: String {
    ([answer.question]
      + answer.filter.sorted { $0.key < $1.key }.map { "--\($0.key) \($0.value)" })
      .joined(separator: " ")
  }

  private var result: JSON {
    var members: [String: JSON] = [
      "uuid": .string(id("result")), "title": .string(Self.line(answer.abstract)),
      "description": .string(
        Self.line((answer.notes + [answer.abstract]).joined(separator: "; "))),
      "start": .string(answer.filter["from"] ?? answer.time.description),
      "end": .string(answer.filter["to"] ?? answer.time.description),
      "reviewed-controls": .object([
        "control-selections": .array([.object(["include-all": .object([:])])])
      ]),
      "findings": .array(targets.map(finding)),
    ]
    let ledgers = positions.map { position in
      property("ledger-root", "\(position.reference) \(position.count) \(position.root)")
    }.compactMap(\.self)
    if !ledgers.isEmpty { members["props"] = .array(ledgers) }
    let observations =
      answer.rows.indices.map(observation) + answer.findings.indices.map(complaint)
    if !observations.isEmpty { members["observations"] = .array(observations) }
    return .object(members)
  }

  // MARK: What was seen

  private func observation(_ index: Int) -> JSON {
    let row = answer.rows[index]
    let words = zip(answer.columns, row).map { "\($0.0.name) \(Answer.text($0.1))" }
    var members: [String: JSON] = [
      "uuid": .string(id("row \(index)")),
      "description": .string(Self.line(words.joined(separator: "; "))),
      "methods": .array([.string("EXAMINE")]), "types": .array([.string("historic")]),
      "collected": .string(answer.time.description),
    ]
    let properties = zip(answer.columns, row).compactMap {
      property($0.0.name, Answer.text($0.1))
    }
    if !properties.isEmpty { members["props"] = .array(properties) }
    let commit = answer.text("commit", in: row)
    if !commit.isEmpty {
      members["relevant-evidence"] = .array([
        .object([
          "description": .string("git notes --ref=merlon/ledger show \(Self.line(commit))")
        ])
      ])
    }
    return .object(members)
  }

  private func complaint(_ index: Int) -> JSON {
    .object([
      "uuid": .string(id("complaint \(index)")),
      "title": .string("The ledger cannot be believed"),
      "description": .string(Self.line(answer.findings[index])),
      "methods": .array([.string("TEST")]), "collected": .string(answer.time.description),
    ])
  }

  // MARK: What it comes to

  /// What findings are about, and the rows that speak of it.
  private typealias Target = (name: String, isRequirement: Bool, rows: [Int])

  private var targets: [Target] {
    let all = Array(answer.rows.indices)
    if let requirement = answer.filter["requirement"] { return [(requirement, true, all)] }
    let column = answer.columns.firstIndex { ["requirement", "requirements"].contains($0.name) }
    guard let column, !all.isEmpty else { return [(answer.question, false, all)] }
    var rows: [String: [Int]] = [:]
    for index in all {
      let value = answer.rows[index][column]
      let names = value.array?.compactMap(\.string) ?? [value.string].compactMap(\.self)
      for name in names.isEmpty ? [""] : names { rows[name, default: []].append(index) }
    }
    return rows.sorted { $0.key < $1.key }.map { name, rows in
      name.isEmpty ? (answer.question, false, rows) : (name, true, rows)
    }
  }

  private func finding(_ target: Target) -> JSON {
    let bad = target.rows.filter {
      answer.level(of: answer.rows[$0]).map { $0 != .note } ?? false
    }
    let isSatisfied = bad.isEmpty && answer.findings.isEmpty
    let rows = isSatisfied ? target.rows : bad
    let related =
      rows.map { id("row \($0)") } + answer.findings.indices.map { id("complaint \($0)") }
    var members: [String: JSON] = [
      "uuid": .string(id("finding \(target.isRequirement) \(target.name)")),
      "title": .string(
        Self.line(
          "merlon audit \(answer.question)"
            + (target.isRequirement ? ": requirement \(target.name)" : ""))),
      "description": .string(conclusion(bad.count, of: target.rows.count)),
      "target": .object([
        "type": .string("objective-id"),
        "target-id": .string(
          target.isRequirement ? Self.token(target.name) : answer.question),
        "status": .object(["state": .string(isSatisfied ? "satisfied" : "not-satisfied")]),
      ]),
    ]
    if !related.isEmpty {
      members["related-observations"] = .array(
        related.map { .object(["observation-uuid": .string($0)]) })
    }
    return .object(members)
  }

  private func conclusion(_ bad: Int, of count: Int) -> String {
    let rows = "\(bad) of \(count) rows have to be looked into."
    let doubt = "The ledger cannot be believed."
    return switch (bad > 0, answer.findings.isEmpty) {
    case (false, true): "Nothing in the answer has to be looked into."
    case (false, false): doubt
    case (true, true): rows
    case (true, false): rows + " " + doubt
    }
  }

  // MARK: Forms

  /// A property; `nil` for one without a value, which may not be empty.
  private func property(_ name: String, _ value: String) -> JSON? {
    let value = Self.line(value)
    guard !value.isEmpty else { return nil }
    return .object([
      "name": .string(Self.token(name)), "ns": .string(Self.namespace), "value": .string(value),
    ])
  }

  /// Text on one line, without spaces at its ends.
  private static func line(_ text: String) -> String {
    Printable.text(text.split(separator: "\n").joined(separator: "; ")).trimmingSpaces
  }

  /// Text as a token: letters, digits and hyphens, a letter first.
  private static func token(_ text: String) -> String {
    let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    let isFit = plain.first?.isLetter ?? false
    return (isFit ? "" : "x-") + String(plain)
  }

  /// A name-based identifier: version 5 in form, of a SHA-256.
  private func id(_ part: String) -> String {
    var bytes = Array((Hex.decode(Digest.sha256(seed + part).hex) ?? []).prefix(16))
    bytes[6] = bytes[6] & 0x0f | 0x50
    bytes[8] = bytes[8] & 0x3f | 0x80
    let hex = Array(Hex.encode(bytes))
    let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return cuts.map { String(hex[$0]) }.joined(separator: "-")
  }
}

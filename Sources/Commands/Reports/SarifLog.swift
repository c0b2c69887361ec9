import Planning
import Vocabulary

/// A log in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS).
struct SarifLog {
  /// The kinds of result.
  enum Rule: String, CaseIterable {
    case error = "policy-error"
    case warning = "policy-warning"
    case lost = "requirement-lost"
    case weakened = "requirement-weakened"
    case changed = "enforcement-changed"

    var level: String { self == .error ? "error" : "warning" }

    var summary: String {
      switch self {
      case .error: "The policy is refused."
      case .warning: "The policy is odd."
      case .lost: "An image no longer has to meet a requirement."
      case .weakened: "A requirement lets more through than before."
      case .changed: "What is enforced changes in a direction that a person has to judge."
      }
    }
  }

  struct Result {
    let rule: Rule
    let message: String
    let location: SourceLocation
  }

  /// Forges take in no more.
  static let resultsMax = 5_000

  let results: [Result]

  init(results: [Result]) { self.results = results }

  /// The results for diagnostics.
  init(_ diagnostics: [Diagnostic]) {
    self.init(
      results: diagnostics.map {
        Result(
          rule: $0.severity == .error ? .error : .warning,
          message: $0.message + ($0.hint.map { "; hint: \($0)" } ?? ""), location: $0.location)
      })
  }

  var json: JSON {
    Self.frame(
      rules: Rule.allCases.map {
        Frame(id: $0.rawValue, summary: $0.summary, level: $0.level)
      },
      results: results.map(Self.json))
  }

  /// A rule as the log declares it.
  struct Frame {
    let id: String
    let summary: String
    let level: String
  }

  /// A log of results that are written already.
  static func frame(rules: [Frame], results: [JSON]) -> JSON {
    let rules = rules.map { rule -> JSON in
      .object([
        "id": .string(rule.id),
        "shortDescription": .object(["text": .string(rule.summary)]),
        "defaultConfiguration": .object(["level": .string(rule.level)]),
      ])
    }
    let driver: JSON = .object([
      "name": .string("merlon"), "informationUri": .string("https://merlon.dev"),
      "version": .string(Merlon.version), "rules": .array(rules),
    ])
    return .object([
      "$schema": .string("https://json.schemastore.org/sarif-2.1.0.json"),
      "version": .string("2.1.0"),
      "runs": .array([
        .object([
          "tool": .object(["driver": driver]), "columnKind": .string("unicodeCodePoints"),
          "results": .array(Array(results.prefix(resultsMax))),
          "properties": .object([
            "resultsOmitted": .integer(max(0, results.count - resultsMax))
          ]),
        ])
      ]),
    ])
  }

  private static func json(_ result: Result) -> JSON {
    Self.result(
      result.rule.rawValue, index: Rule.allCases.firstIndex(of: result.rule) ?? 0,
      level: result.rule.level, message: result.message, at: place(result.location))
  }

  /// A result of the rule that is the `index`th of the log.
  static func result(
    _ rule: String, index: Int, level: String, message: String, at place: JSON
  ) -> JSON {
    .object([
      "ruleId": .string(rule), "ruleIndex": .integer(index), "level": .string(level),
      "message": .object(["text": .string(text(message))]), "locations": .array([place]),
    ])
  }

  /// A place that no file has.
  static func place(named name: String) -> JSON {
    .object([
      "logicalLocations": .array([
        .object(["fullyQualifiedName": .string(text(name)), "kind": .string("object")])
      ])
    ])
  }

  /// A place in a file of the repository.
  static func place(_ location: SourceLocation) -> JSON {
    var place: [String: JSON] = [
      "artifactLocation": .object([
        "uri": .string(uri(location.file)), "uriBaseId": .string("%SRCROOT%"),
      ])
    ]
    if location.line > 0 {
      var region: [String: JSON] = ["startLine": .integer(location.line)]
      if location.column > 0 { region["startColumn"] = .integer(location.column) }
      place["region"] = .object(region)
    }
    return .object(["physicalLocation": .object(place)])
  }

  /// A message in which nothing reads as a link.
  static func text(_ message: String) -> String {
    Printable.text(message).split(separator: "](", omittingEmptySubsequences: false)
      .joined(separator: "] (")
  }

  /// A relative path as a URI reference: what RFC 3986 does not allow there is percent-encoded.
  private static func uri(_ path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    return path.utf8.map { byte in
      plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
    }.joined()
  }
}

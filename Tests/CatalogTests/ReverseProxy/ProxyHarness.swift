import Catalog
import Foundation
import TestSupport

/// The proxy and the server that it is part of, with an upstream that says what it is told to.
struct ProxyHarness {
  /// A line of `reverse-proxy.cases`.
  struct Case {
    let text: String
    let request: [UInt8]
    let answer: [UInt8]
    /// What the upstream does when it has said all: `s`tays, `f`inishes or b`r`eaks off.
    var end = Character("s")
    /// Whether its connection was idle before.
    var isReused = false
    var verdict: [UInt8] = []

    /// The case as the harness reads it.
    var record: [UInt8] {
      let counts = [request.count, answer.count].flatMap { count in
        (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
      }
      return counts + [end.asciiValue ?? 0, isReused ? 1 : 0] + request + answer
    }
  }

  private let harness: HTTPHarness

  /// Compiles it, with a source of `Harness/proxy` that has a main function.
  init(_ main: String = "proxy", in scratch: Scratch, flags: [String] = []) throws {
    let module = Catalog.directory + "/applications/reverse-proxy"
    harness = try HTTPHarness(
      ["http/fixed_handle.c", "proxy/fake_upstream.c", "proxy/\(main)_main.c"]
        + ["proxy.c", "request.c", "response.c", "fields.c"].map { "\(module)/\($0)" },
      in: scratch,
      headers: [
        SourceTree.path(of: "Tests/CatalogTests/Harness/proxy"), module,
        Catalog.directory + "/applications/lwip/include",
      ], flags: ["-DHARNESS_STREAM"] + flags)
  }

  /// Runs it and returns what it says of each case.
  func run(_ arguments: [String], _ cases: [Case]) throws -> [String] {
    try harness.run(arguments, input: Data(cases.flatMap(\.record)))
      .components(separatedBy: "\u{1e}").dropLast()
  }

  /// Runs it as a fuzzer and returns what libFuzzer says.
  func fuzz(_ arguments: [String]) throws -> String { try harness.run(arguments) }

  /// Reads the table.
  static func cases() throws -> [Case] {
    let whole = [
      "GET": "GET / HTTP/1.1~Host: a~~", "HEAD": "HEAD / HTTP/1.1~Host: a~~",
      "OLD": "GET / HTTP/1.0~Connection: keep-alive~~",
    ]
    return try CaseTable.lines(of: "reverse-proxy.cases").map { request, rest in
      let parts = rest.components(separatedBy: " => ")
      var answer = parts[0]
      var marks: [Character] = []
      while let match = answer.firstMatch(of: /[ ]?!([fri])$/) {
        marks += Array(match.output.1)
        answer = String(answer[..<match.range.lowerBound])
      }
      return Case(
        text: "\(request.prefix(100)) => \(rest.prefix(200))",
        request: CaseTable.expand(whole[request] ?? request), answer: CaseTable.expand(answer),
        end: marks.first { $0 != "i" } ?? "s", isReused: marks.contains("i"),
        verdict: CaseTable.expand(
          parts.dropFirst().joined(separator: " => "), isRequest: false))
    }
  }
}

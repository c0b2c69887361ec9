import Foundation
import TestSupport
import Testing

/// The conversation with a client, as bytes alone.
@Suite(.aside, .timeLimit(.minutes(30))) struct ExchangeTests {
  private struct Case {
    let text: String
    let request: [UInt8]
    let ending: Int
    let verdict: String
  }

  /// Tables: of responses that are made at once, and with some that are made in pieces.
  private static let tables = ["http-exchange", "http-stream"]

  private static func harness(
    _ table: String, main: String = "table", in scratch: Scratch, flags: [String] = []
  ) throws -> HTTPHarness {
    let isStreamed = table == "http-stream"
    return try HTTPHarness(
      ["http/fixed_handle.c", "http/\(main)_main.c"]
        + (isStreamed ? ["http/stream_handle.c"] : []),
      in: scratch, flags: flags + (isStreamed ? ["-DHARNESS_STREAM"] : []))
  }

  private static func cases(_ table: String) throws -> [Case] {
    try CaseTable.lines(of: table + ".cases").map { request, expected in
      var verdict = expected
      var ending = 0
      if let match = expected.firstMatch(of: /[ ]!(\d+)$/) {
        ending = Int(match.output.1) ?? 0
        verdict = String(expected[..<match.range.lowerBound])
      }
      return Case(
        text: request, request: CaseTable.expand(request), ending: ending,
        verdict: String(decoding: CaseTable.expand(verdict, isRequest: false), as: UTF8.self))
    }
  }

  private static func input(_ cases: [Case]) -> Data {
    Data(cases.flatMap { HTTPHarness.record($0.request, ending: $0.ending) })
  }

  @Test(arguments: zip(tables, [150, 35]))
  func `every request of the table gets its verdict`(table: String, count: Int) throws {
    let harness = try Self.harness(table, in: Scratch())
    let cases = try Self.cases(table)
    #expect(cases.count >= count)
    let verdicts = try harness.run([], input: Self.input(cases)).split(separator: "\n")
    try #require(verdicts.count == cases.count)
    for (one, verdict) in zip(cases, verdicts) {
      #expect(verdict == one.verdict, "\(one.text.prefix(200))")
    }
  }

  @Test(arguments: zip(tables, Seeds.first(2)))
  func `pieces make no difference`(table: String, seed: UInt64) throws {
    print("pieces of requests: \(table), seed \(seed)")
    let harness = try Self.harness(table, in: Scratch())
    // The long conversation is for its count, and would take most of the time.
    let cases = try Self.cases(table).filter { $0.request.count < 100_000 }
    _ = try harness.run(["\(seed)"], input: Self.input(cases))
  }

  /// `MERLON_FUZZ_SECONDS` makes it a long run by hand.
  @Test(arguments: tables) func `no input breaks it`(table: String) throws {
    let scratch = try Scratch()
    let harness = try Self.harness(
      table, main: "fuzz", in: scratch, flags: ["-fsanitize=fuzzer"])
    for (index, one) in try Self.cases(table).enumerated() where one.request.count < 10_000 {
      try scratch.write("", to: "seeds/\(index)")
      try Data(one.request).write(to: URL(filePath: "\(scratch.path)/seeds/\(index)"))
    }
    let seconds = ProcessInfo.processInfo.environment["MERLON_FUZZ_SECONDS"].flatMap(Int.init) ?? 12
    let said = try harness.run([
      "-max_total_time=\(seconds)", "-max_len=6000", "-print_final_stats=1", "seeds",
    ])
    // libFuzzer prints the seed of its run first.
    print(said.split(separator: "\n").filter { $0.contains("Seed") || $0.contains("number_of") })
  }

  @Test func `what a reply in pieces consists of`() throws {
    let harness = try Self.harness("http-stream", in: Scratch())
    func reply(_ request: String) throws -> String {
      try harness.run(["-o"], input: Data(HTTPHarness.record(CaseTable.expand(request))))
    }
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    let fields = "X-One: 1\r\nx-bOTH: answer\r\nX-Two: 2\r\n\r\n"
    #expect(
      try reply("POST /echo HTTP/1.1~Host: a~Content-Length: 5~~hello")
        == "HTTP/1.1 200 OK\r\n\(date)Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n"
        + fields + "001\r\nh\r\n002\r\nel\r\n002\r\nlo\r\n0\r\n\r\n\u{1e}")
    #expect(
      try reply("POST /echo-sized HTTP/1.0~Content-Length: 5~~hello")
        == "HTTP/1.1 200 OK\r\n\(date)Content-Length: 5\r\nContent-Type: text/plain\r\n"
        + "Connection: close\r\n" + fields + "hello\u{1e}")
    // The field of a mechanism holds, and a length is not said of what has none.
    #expect(
      try reply("GET /fields HTTP/1.1~Host: a~~")
        == "HTTP/1.1 204 No Content\r\n\(date)X-Both: mechanism\r\nX-One: 1\r\nX-Two: 2\r\n\r\n"
        + "\u{1e}")
    #expect(
      try reply("PUT /none HTTP/1.1~Host: a~~")
        .contains("\r\nAllow: GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE\r\n"))
  }

  @Test func `what a reply consists of`() throws {
    let harness = try HTTPHarness(
      ["http/fixed_handle.c", "http/table_main.c"], in: Scratch())
    func reply(_ request: String) throws -> String {
      let record = HTTPHarness.record(CaseTable.expand(request))
      return try harness.run(["-o"], input: Data(record))
    }
    let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    let type = "Content-Type: text/plain\r\n"
    #expect(
      try reply("GET / HTTP/1.1~Host: a~~")
        == "HTTP/1.1 200 OK\r\n\(date)Content-Length: 10\r\n\(type)\r\n0123456789\u{1e}")
    #expect(
      try reply("HEAD / HTTP/1.1~Host: a~Connection: close~~")
        == "HTTP/1.1 200 OK\r\n\(date)Content-Length: 10\r\n\(type)Connection: close\r\n\r\n\u{1e}")
    #expect(
      try reply("GET / HTTP/1.0~Connection: keep-alive~~").contains("Connection: keep-alive\r\n"))
    #expect(
      try reply("OPTIONS / HTTP/1.1~Host: a~~")
        == "HTTP/1.1 204 No Content\r\n\(date)Allow: GET, HEAD, OPTIONS\r\n\r\n\u{1e}")
    #expect(
      try reply("PUT / HTTP/1.1~Host: a~~").contains("\r\nAllow: GET, HEAD, OPTIONS\r\n"))
    #expect(!(try reply("GET /overflow HTTP/1.1~Host: a~~").contains("X-Long")))
  }

  @Test func `Date is right over the centuries`() throws {
    let scratch = try Scratch()
    let harness = try HTTPHarness(
      ["http/fixed_handle.c", "http/date_main.c"], in: scratch)
    let instants: [Int64] = [
      0, 1, 86_399, 86_400, 951_782_399, 951_782_400, 951_868_800, 1_078_012_800, 1_709_164_800,
      1_735_689_599, 1_735_689_600, 4_107_542_400, 4_107_542_399, 32_503_680_000,
    ]
    let expected = try scratch.shell(
      "for at in \(instants.map(String.init).joined(separator: " ")); do "
        + "LC_ALL=C date -u -d @$at '+Date: %a, %d %b %Y %H:%M:%S GMT'; done")
    let said = try harness.run(instants.map(String.init)).replacing("\r\n", with: "\n")
    #expect(said.trimmingCharacters(in: .newlines) == expected)
  }
}

import Foundation
import TestSupport
import Testing

/// The proxy, as bytes of client and upstream alone.
@Suite(.aside, .timeLimit(.minutes(30))) struct ReverseProxyTests {
  @Test func `whatever the upstream says gets its verdict`() throws {
    let cases = try ProxyHarness.cases()
    #expect(cases.count >= 110)
    let verdicts = try ProxyHarness(in: Scratch()).run([], cases)
    try #require(verdicts.count == cases.count)
    for (one, verdict) in zip(cases, verdicts) {
      #expect(Array(verdict.utf8) == one.verdict, "\(one.text)\n\(verdict.prefix(200))")
    }
  }

  @Test(arguments: Seeds.first(2)) func `pieces make no difference`(seed: UInt64) throws {
    print("pieces of responses: seed \(seed)")
    _ = try ProxyHarness(in: Scratch()).run(["\(seed)"], ProxyHarness.cases())
  }

  @Test func `a client that loses its connection gets nothing of another's`() throws {
    _ = try ProxyHarness("slow", in: Scratch()).run([], [])
  }

  /// `MERLON_FUZZ_SECONDS` makes it a long run by hand.
  @Test func `no upstream breaks it`() throws {
    let scratch = try Scratch()
    let harness = try ProxyHarness("fuzz", in: scratch, flags: ["-fsanitize=fuzzer"])
    let ends: [Character: UInt8] = ["s": 0, "f": 4, "r": 8]
    for (index, one) in try ProxyHarness.cases().enumerated() {
      try scratch.write("", to: "seeds/\(index)")
      try Data([(ends[one.end] ?? 0) | (one.isReused ? 64 : 0)] + one.answer)
        .write(to: URL(filePath: "\(scratch.path)/seeds/\(index)"))
    }
    let seconds = ProcessInfo.processInfo.environment["MERLON_FUZZ_SECONDS"].flatMap(Int.init) ?? 10
    let said = try harness.fuzz([
      "-max_total_time=\(seconds)", "-max_len=12000", "-print_final_stats=1", "seeds",
    ])
    print(said.split(separator: "\n").filter { $0.contains("Seed") || $0.contains("number_of") })
  }

  private static func asked(_ request: String, flags: [String] = []) throws -> String {
    let one = ProxyHarness.Case(
      text: "", request: CaseTable.expand(request),
      answer: CaseTable.expand("HTTP/1.1 200 OK~Content-Length: 0~~"))
    return try ProxyHarness(in: Scratch(), flags: flags).run(["-u"], [one]).joined()
  }

  private static let origin =
    "Forwarded: for=10.0.2.15;host=\"a\";proto=http\r\nX-Forwarded-For: 10.0.2.15\r\n"
    + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\nVia: 1.1 merlon\r\n"

  @Test func `the upstream is asked what was judged`() throws {
    #expect(
      try Self.asked("GET /%41%3Fb%20%C3%A9;c=(d)?q=%2F..%2f HTTP/1.1~Host: a~Accept:  x~~")
        == "GET /A%3Fb%20%C3%A9;c=(d)?q=%2F..%2f HTTP/1.1\r\nHost: 192.0.2.7:8000\r\n"
        + "Accept: x\r\n" + Self.origin + "\r\n")
    #expect(
      try Self.asked("OPTIONS * HTTP/1.1~Host: a~~").hasPrefix("OPTIONS * HTTP/1.1\r\n"))
    #expect(
      try Self.asked("GET http://a/b?c HTTP/1.1~Host: a~~").hasPrefix("GET /b?c HTTP/1.1\r\n"))
    #expect(
      try Self.asked("POST / HTTP/1.1~Host: a~Content-Length: 0~~")
        == "POST / HTTP/1.1\r\nHost: 192.0.2.7:8000\r\n" + Self.origin
        + "Content-Length: 0\r\n\r\n")
    #expect(
      try Self.asked("POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~5;x~hello~0~T: x~~")
        .hasSuffix("\r\nTransfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\n\r\n"))
    // Names that only a hyphen tells from others, and what a token calls itself.
    let sly = try Self.asked(
      "GET /known HTTP/1.1~Host: a~X-Merlon-Principal: root~X_Merlon_Principal: root~"
        + "x_forwarded-for: 6~FORWARDED: for=6~X-Real-IP: 6~Connection: Cookie~Cookie: 6~~")
    #expect(
      sly == "GET /known HTTP/1.1\r\nHost: 192.0.2.7:8000\r\n" + Self.origin
        + "X-Merlon-Principal: al%25ice%0D%0A%C3%A9\r\n\r\n")
  }

  @Test func `options say whether Host and Authorization get through`() throws {
    let request = "GET /member HTTP/1.1~Host: a~Authorization: Basic YTpi~~"
    #expect(!(try Self.asked(request).contains("Basic")))
    let passed = try Self.asked(
      request,
      flags: ["-DMERLON_OPTION_PRESERVE_HOST=1", "-DMERLON_OPTION_PASS_AUTHORIZATION=1"])
    #expect(passed.contains("\r\nHost: a\r\nAuthorization: Basic YTpi\r\n"))
  }
}

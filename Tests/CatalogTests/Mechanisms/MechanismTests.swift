import Foundation
import TestSupport
import Testing

/// Each mechanism on tables of requests, in the program that `MechanismProgram` makes of it.
///
/// One after the other: each compiles much, and others wait for the processors, too.
@Suite(.serialized, .aside, .timeLimit(.minutes(30))) struct MechanismTests {
  @Test(arguments: MechanismCorpus.all)
  func `what is sent gets what the corpus says`(corpus: MechanismCorpus) throws {
    #expect(!corpus.expected.isEmpty)
    let output = try MechanismProgram(corpus.modules).run(corpus.input)
      .split(separator: "\n").map(String.init)
    var index = 0
    var sent = ""
    for line in corpus.lines where !line.hasPrefix("# ") {
      guard line.hasPrefix("< ") else {
        sent = line
        continue
      }
      let got = index < output.count ? output[index] : "nothing"
      #expect(got == String(line.dropFirst(2)), "\(corpus.file): after \(sent)")
      index += 1
    }
    #expect(output.count == index)
  }

  @Test func `no request, token or frame breaks a mechanism`() throws {
    let bearer = try #require(
      MechanismCorpus.all.first { $0.file.hasSuffix("/bearer-auth.cases") })
    let program = try MechanismProgram(
      bearer.modules
        + """

        access-control: {resources: {"GET /a/**/b/*/c": [alice]}}
        firewall: {allow: [tcp 80]}
        request-filter: {}
        request-log: {}
        security-headers: {}
        """, main: "mechanism_fuzz_main.c", isFuzzer: true)
    let requests = MechanismCorpus.all.flatMap(\.lines).filter { $0.hasPrefix("> ") }.map {
      let parts = $0.dropFirst(2).split(separator: "|")
      return ([parts[0] + " HTTP/1.1", "Host: a"] + parts.dropFirst()).joined(separator: "\r\n")
        + "\r\n\r\n"
    }
    let tokens = [
      #"{"alg":"ES256","kid":"\u0061","crit":[1.5e3,-0,null]}"#,
      #"{"iss":"https:\/\/id.example/","aud":["web"],"sub":"a","exp":1800000000,"nbf":0}"#,
    ]
    let seeds =
      requests.map { [0] + Array($0.utf8) } + tokens.map { [1] + Array($0.utf8) }
      + [[2] + Array("192.0.2.0/24".utf8)]
    let seconds = ProcessInfo.processInfo.environment["MERLON_FUZZ_SECONDS"].flatMap(Int.init) ?? 12
    let said = try program.fuzz(seconds: seconds, seeds: seeds)
    // libFuzzer prints the seed of its run first.
    print(said.split(separator: "\n").filter { $0.contains("Seed") || $0.contains("number_of") })
  }
}

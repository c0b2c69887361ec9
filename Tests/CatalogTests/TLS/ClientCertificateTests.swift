import Foundation
import TestSupport
import Testing

/// What `mtls-auth` makes of certificates, on this machine and under sanitizers.
@Suite(.serialized, .aside, .timeLimit(.minutes(30))) struct ClientCertificateTests {
  private static func modules(
    _ certificates: ClientCertificates, _ more: String = ""
  ) throws -> String {
    "tls: {certificate: ec}\nmtls-auth: {authorities: \(try certificates.authorities())\(more)}"
  }

  private static func program(
    _ certificates: ClientCertificates, _ more: String = ""
  ) throws -> MechanismProgram {
    try MechanismProgram(modules(certificates, more), main: "mtls/table_main.c")
  }

  /// What the program says of chains, each by the names of its files, at `time`.
  private static func judge(
    _ chains: [[String]], _ certificates: ClientCertificates, by program: MechanismProgram,
    at time: Int
  ) throws -> [String] {
    let events = chains.map { chain in
      "chain " + chain.map { "file:" + certificates.path($0 + ".der") }.joined(separator: " ")
    }
    return try program.run((["wall \(time)"] + events).joined(separator: "\n") + "\n")
      .split(separator: "\n").map(String.init)
  }

  @Test func `only what an authority vouches for has a name`() throws {
    let certificates = try ClientCertificates()
    let program = try Self.program(certificates)
    let now = Int(Date().timeIntervalSince1970)
    // BearSSL's numbers: 54 is not in time, 57 a critical extension, 58 no authority, 59 a usage or
    // a limit, 60 a weak key, 62 not trusted, 47 no name.
    let table: [([String], String)] = [
      (["alice"], "ec signs alice"), (["plain"], "ec signs plain"), (["bob"], "rsa signs bob"),
      (["any"], "ec signs any"), (["spaced"], "ec signs al ice"),
      (["deep", "middle"], "ec signs alice"),
      (["agrees"], "ec does not sign agrees"), (["far"], "ec signs far"),
      (["alice", "ca"], "ec signs alice"),
      (["server"], "error 59"), (["below", "servers"], "error 59"), (["critical"], "error 57"),
      (["mallory"], "error 62"), (["self"], "error 62"), (["deep"], "error 62"),
      (["expired"], "error 54"), (["weak"], "error 60"), (["nameless"], "error 47"),
      (["accented"], "error 47"), (["blank"], "error 47"), (["two"], "error 47"),
      (["child", "plain"], "error 58"),
      (["alice", "alice", "alice", "alice", "alice"], "error 59"),
    ]
    try certificates.scratch.shell("openssl x509 -in ca.pem -outform DER -out ca.der")
    let said = try Self.judge(
      table.map(\.0), certificates, by: program, at: now)
    #expect(said.count == table.count)
    for (line, (chain, wanted)) in zip(said, table) {
      #expect(line == wanted || line.hasPrefix(wanted + " until "), "\(chain): \(line)")
    }
    // Neither before its time nor after.
    for time in [now - 1_000_000, now + 40 * 86_400] {
      #expect(
        try Self.judge([["alice"]], certificates, by: program, at: time) == ["error 54"])
    }
  }

  @Test func `a name holds until the first certificate of its chain ends`() throws {
    let certificates = try ClientCertificates()
    let program = try Self.program(certificates)
    try certificates.scratch.shell(
      #"""
      for name in alice far soon; do
        date -u -d "$(openssl x509 -in $name.pem -noout -enddate | cut -d= -f2)" +%s
      done > ends
      """#)
    let ends = try String(contentsOfFile: certificates.path("ends"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let said = try Self.judge(
      [["alice"], ["far"], ["later", "soon"]], certificates, by: program,
      at: Int(Date().timeIntervalSince1970))
    #expect(said.map { $0.split(separator: " ").last.map(String.init) } == ends)
  }

  @Test(arguments: [("dns", "a.example"), ("email", "a@b.example"), ("uri", "spiffe://x/a")])
  func `the name can be an alternative one`(kind: String, name: String) throws {
    let certificates = try ClientCertificates()
    let program = try Self.program(certificates, ", principal: \(kind)")
    let said = try Self.judge(
      [["names"], ["alice"]], certificates, by: program, at: Int(Date().timeIntervalSince1970))
    #expect(said.count == 2 && said[0].hasPrefix("ec signs \(name) until "), "\(said)")
    #expect(said.last == "error 47")
  }

  @Test func `what is no authority's certificate ends the image`() throws {
    let certificates = try ClientCertificates()
    let leaf = try String(contentsOfFile: certificates.path("any.pem"), encoding: .utf8)
      .replacing("\n", with: "\\n")
    let said = try MechanismProgram(
      "tls: {certificate: ec}\nmtls-auth: {authorities: [\"\(leaf)\"]}", main: "mtls/table_main.c"
    ).run("")
    #expect(said.contains("number 1\nmerlon: mtls-auth: this is no certificate"), "\(said)")
  }

  /// `MERLON_FUZZ_SECONDS` makes it a long run by hand.
  @Test func `no certificate breaks it, and none is believed that nobody has signed`() throws {
    let certificates = try ClientCertificates()
    let program = try MechanismProgram(
      Self.modules(certificates), main: "mtls/fuzz_main.c", isFuzzer: true)
    func bytes(_ name: String) throws -> [UInt8] {
      try Array(Data(contentsOf: URL(filePath: certificates.path(name + ".der"))))
    }
    func chain(_ names: [String]) throws -> [UInt8] {
      try names.reduce(into: [0]) { seed, name in
        let certificate = try bytes(name)
        seed += [UInt8(certificate.count >> 8), UInt8(certificate.count & 0xff)] + certificate
      }
    }
    let chains = try [["alice"], ["deep", "middle"], ["middle"], ["server"], ["self", "alice"]]
      .map(chain)
    let seconds = ProcessInfo.processInfo.environment["MERLON_FUZZ_SECONDS"].flatMap(Int.init) ?? 12
    // For the reader one of another authority: libFuzzer puts parts of inputs together.
    let said = try program.fuzz(seconds: seconds, seeds: chains + [[1] + (try bytes("strange"))])
    // libFuzzer prints the seed of its run first.
    print(said.split(separator: "\n").filter { $0.contains("Seed") || $0.contains("number_of") })
  }
}

import Policy
import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// What editors, other programs and older habits do to a text: each has its own diagnostic.
@Suite struct HygieneTests {
  private func rejection(_ bytes: [UInt8]) throws -> [Diagnostic] {
    try #require(throws: Rejection.self) {
      try PolicyFile.documents(bytes, file: "p.yaml")
    }.diagnostics
  }

  private func rejection(_ text: String) throws -> [Diagnostic] {
    try rejection(Array(text.utf8))
  }

  // MARK: Encodings

  static let host = "apiVersion: merlon.dev/v1\nkind: Host\nmetadata: {name: a}\nspec: {}\n"

  static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit)]
      return bigEndian ? bytes : bytes.reversed()
    }
  }

  @Test(arguments: [
    (utf16("\u{feff}" + host, bigEndian: false), "UTF-16LE"),
    (utf16("\u{feff}" + host, bigEndian: true), "UTF-16BE"),
    (utf16(host, bigEndian: false), "UTF-16LE"), (utf16(host, bigEndian: true), "UTF-16BE"),
    ([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "UTF-32LE"),
    ([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61], "UTF-32BE"),
  ])
  func `other encodings are named`(bytes: [UInt8], name: String) throws {
    let all = try rejection(bytes)
    #expect(
      all.map(\.description) == [
        """
        p.yaml: error: the file is not UTF-8
          hint: it looks like \(name): `iconv -f \(name) -t UTF-8` converts it
        """
      ])
  }

  @Test func `a byte of Latin-1 is shown`() throws {
    let all = try rejection(Array("# ä\nkind: ä".utf8) + [0xe9, 0x0a])
    #expect(all.map(\.location.description) == ["p.yaml:2:8"])
    #expect(all[0].message == "the file is not UTF-8")
    #expect(all[0].hint?.contains("ISO-8859-1") == true)
  }

  @Test func `a byte order mark is accepted, with a warning and exact places`() throws {
    let bytes: [UInt8] = [0xef, 0xbb, 0xbf] + Array(Self.host.utf8)
    #expect(try PolicyFile.documents(bytes, file: "p.yaml").map(\.location.column) == [1])
    let warnings = PolicyFile.warnings(bytes, file: "p.yaml")
    #expect(warnings.map(\.location.description) == ["p.yaml"])
    #expect(warnings[0].severity == .warning)
    #expect(warnings[0].fix == Diagnostic.Fix(replace: "\u{feff}", with: ""))
    let wrong = try rejection([0xef, 0xbb, 0xbf] + Array("kin: Host".utf8))
    #expect(wrong.contains { $0.location.description == "p.yaml:1:1" }, "\(wrong)")
  }

  @Test func `a byte order mark inside the file is shown, with its fix`() throws {
    let all = try rejection(Self.host + "---\n\u{feff}" + Self.host)
    #expect(all.map(\.location.description) == ["p.yaml:6:1"])
    #expect(all[0].message == "a byte order mark stands inside the file")
    #expect(all[0].fix == Diagnostic.Fix(replace: "\u{feff}", with: ""))
  }

  // MARK: Lines

  @Test func `line ends of Windows are accepted, mean the same, and get a warning`() throws {
    let text = CorpusDocument.good[0].text
    let windows = Array(text.replacing("\n", with: "\r\n").utf8)
    let read = try PolicyFile.documents(windows, file: "p.yaml")
    #expect(try read == PolicyFile.documents(Array(text.utf8), file: "p.yaml"))
    let warnings = PolicyFile.warnings(windows, file: "p.yaml")
    #expect(warnings.map(\.severity) == [.warning])
    #expect(warnings[0].message.hasSuffix("lines end in CRLF, as on Windows, line 1 first"))
    #expect(warnings[0].fix == Diagnostic.Fix(replace: "\r\n", with: "\n"))
    #expect(PolicyFile.warnings(Array(text.utf8), file: "p.yaml").isEmpty)
  }

  @Test func `tabs that indent are all shown, with their fix`() throws {
    let all = try rejection("kind: Host\nspec:\n\ta: 1\n  \tb: 2\n")
    #expect(all.map(\.location.description) == ["p.yaml:3:1"])
    #expect(all[0].message.contains("a tab indents the line"))
    #expect(all[0].fix == Diagnostic.Fix(replace: "\t", with: "  "))
    let later = try rejection("kind: Host\nmetadata:\n  a: 1\n\tb: 2\n\tc: [\n")
    #expect(later.allSatisfy { $0.message.contains("a tab indents the line") }, "\(later)")
  }

  @Test func `tabs elsewhere are fine`() throws {
    let text = Self.host.replacing("kind: Host", with: "kind:\tHost\t# a\tcomment")
    #expect(try PolicyFile.documents(Array(text.utf8), file: "p.yaml").count == 1)
  }

  // MARK: YAML

  @Test(arguments: [
    ("kind: Host\n\"kind\": Host", "p.yaml:1:1: error: the key kind stands twice in one mapping"),
    ("a:\n  b: {c: 1, c: 2}", "p.yaml:2:7: error: the key c stands twice in one mapping"),
    ("a: 1\n1: 2\n\"1\": 3", "p.yaml:2:1: error: the key 1 stands twice in one mapping"),
  ])
  func `duplicate keys are refused, also in quotes`(text: String, message: String) throws {
    #expect(try rejection(text)[0].description == message + "\n  hint: join the two values")
  }

  @Test func `merge keys are refused, aliases are not`() throws {
    let all = try rejection("a: &a {b: c}\nd:\n  <<: *a\n")
    #expect(all.map(\.location.description) == ["p.yaml:3:3"])
    #expect(all[0].message == "YAML 1.2 has no merge keys (`<<`)")
  }

  @Test(arguments: [
    ("yes", "true"), ("On", "true"), ("y", "true"), ("no", "false"), ("OFF", "false"),
  ])
  func `booleans of YAML 1.1 are refused with the right word`(old: String, new: String) throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: Module
      metadata: {name: m}
      spec: {role: library, doc: M., start: \(old)}
      """
    let all = try #require(throws: Rejection.self) {
      try PolicyFile.module(Array(text.utf8), file: "m.yaml")
    }.diagnostics
    #expect(all.map(\.location.description) == ["m.yaml:4:39"])
    #expect(all[0].hint == "YAML 1.2 has only true and false: write \(new)")
    #expect(all[0].fix == Diagnostic.Fix(replace: old, with: new))
  }

  @Test(arguments: ["", "\n\n", "# nothing\n", "---\n---\n...\n", "~\n", "\u{feff}"])
  func `files without documents are fine`(text: String) throws {
    #expect(try PolicyFile.documents(Array(text.utf8), file: "p.yaml").isEmpty)
  }

  @Test func `empty documents among others are left out`() throws {
    let text = "---\n" + Self.host + "---\n# nothing\n---\n" + Self.host + "...\n"
    #expect(
      try PolicyFile.documents(Array(text.utf8), file: "p.yaml").map(\.location.line) == [2, 9])
  }

  @Test(arguments: [0, 2])
  func `a module stands alone in its file`(count: Int) throws {
    let text = String(repeating: "---\n" + Self.host, count: count)
    let all = try #require(throws: Rejection.self) {
      try PolicyFile.module(Array(text.utf8), file: "m.yaml")
    }.diagnostics
    #expect(all.map(\.message) == ["a module.yaml holds one document, not \(count)"])
  }

  // MARK: Fixes

  @Test(arguments: [
    ("kind: Host", "kinds: Host", "kinds", "kind"), ("kind: Host", "kind: Hots", "Hots", "Host"),
    ("{name: a}", "{nam: a}", "nam", "name"), ("{name: a}", "{name: 7}", "7", "\"7\""),
    ("{name: a}", "{name: true}", "true", "\"true\""),
    ("spec: {}", "spec: {agent: 1.5}", "1.5", "\"1.5\""),
  ])
  func `slips of the pen get a fix`(was: String, now: String, old: String, new: String) throws {
    let all = try rejection(Self.host.replacing(was, with: now))
    #expect(all.compactMap(\.fix) == [Diagnostic.Fix(replace: old, with: new)], "\(all)")
  }

  @Test(arguments: ["spec: {agent: /a, agents: /b}", "spec: {xyz: 1}"])
  func `a key is not renamed to one that is there, or to none that is near`(spec: String) throws {
    #expect(try rejection(Self.host.replacing("spec: {}", with: spec)).compactMap(\.fix).isEmpty)
  }
}

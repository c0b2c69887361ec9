import Policy
import PolicyFiles
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct ModuleFileTests {
  static let shipped = SourceTree.files(below: "Sources/Catalog/Modules", withExtensions: ["yaml"])

  @Test(arguments: shipped)
  func `the modules that Merlon ships are well-formed`(path: String) throws {
    let manifest = try PolicyFile.module(Array(SourceTree.text(of: path).utf8), file: path)
    #expect(path.hasSuffix("/\(manifest.module.name)/module.yaml"))
    #expect(manifest.doc.hasSuffix("."))
  }

  @Test func `names that reach generated C are checked`() throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: Module
      metadata: {name: evil}
      spec:
        role: mechanism
        doc: Evil.
        sources: [../secret.c, /etc/passwd]
        run: "x(); system"
        fills: [{hook: "a b", function: "f;", order: 1}]
        devices: [{name: "no space", type: NET_BASIC}]
        options: {port: {type: integer, default: x, merge: union, doc: Port.}}
      """
    let rejection = try #require(throws: Rejection.self) {
      try PolicyFile.module(Array(text.utf8), file: "m.yaml")
    }
    #expect(rejection.diagnostics.map(\.location.line) == [7, 7, 8, 9, 9, 10, 11, 11])
  }

  @Test func `formats, choices and ranges have to fit their type and default`() throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: Module
      metadata: {name: odd}
      spec:
        role: mechanism
        doc: Odd.
        sources: [a.c]
        options:
          a: {type: integer, format: ipv4-network, doc: A.}
          b: {type: string, format: ipv4-netwrok, doc: B.}
          c: {type: string, default: x, format: ipv4-network, doc: C.}
          d: {type: integer, default: 0, range: {from: 1, to: 2}, doc: D.}
          e: {type: string, default: x, choices: [y], doc: E.}
          f: {type: boolean, range: {from: 0, to: 1}, doc: F.}
          g: {type: integer, choices: [a], doc: G.}
          h: {type: integer, range: {from: 2, to: 1}, doc: H.}
          i: {type: list<string>, default: [10.0.0.0/8], format: ipv4-network, doc: I.}
      """
    let rejection = try #require(throws: Rejection.self) {
      try PolicyFile.module(Array(text.utf8), file: "m.yaml")
    }
    #expect(rejection.diagnostics.map(\.location.line) == Array(9...16))
    #expect(rejection.diagnostics[1].hint == "did you mean ipv4-network?")
  }
}

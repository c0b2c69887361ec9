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
}

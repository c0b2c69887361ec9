import Foundation
import Keys
import TestSupport
import Testing
import Toolchains
import Vocabulary

@Suite(.timeLimit(.minutes(10))) struct EmbeddedToolchainTests {
  @Test(arguments: Target.allCases)
  func `the same request gives the same bytes in any folder`(target: Target) async throws {
    let modules = [try ProbeModule.sealed()]
    let first = try await Workshop()
    let second = try await Workshop()
    let one = try await first.build(modules, target: target)
    let two = try await second.build(modules, target: target)
    #expect(one == two)
    #expect(one.digest == .sha256(one.bytes))
    #expect(try second.toolchain.key(of: try Workshop.request(modules, target: target)) == one.key)
    #expect(!one.bytes.holds(first.scratch.path))
    #expect(one.bytes.holds(#"{"image":"web","imageKey":"\#(one.key)"}"#))
  }

  @Test func `an image without modules is u0`() async throws {
    let workshop = try await Workshop()
    let image = try await workshop.build([])
    #expect(image.compiledModules.isEmpty && image.compiledUnits > 0)
    #expect((1...16384).contains(image.textBytes))
  }

  @Test func `only what a change touches is compiled`() async throws {
    let workshop = try await Workshop()
    let first = try await workshop.build([try ProbeModule.sealed(text: "the first")])
    #expect(first.compiledModules.map(\.text) == ["probe"])
    let again = try await workshop.build([try ProbeModule.sealed(text: "the first")])
    #expect(again.compiledUnits == 0 && again.bytes == first.bytes && again.key == first.key)
    // The module, and the note with the new image key.
    let changed = try await workshop.build([try ProbeModule.sealed(text: "the other")])
    #expect(changed.compiledModules.map(\.text) == ["probe"] && changed.compiledUnits == 2)
    #expect(changed.key != first.key)
    #expect(changed.bytes.holds("the other") && !changed.bytes.holds("the first"))
  }

  @Test func `everything that decides the bytes is in the key`() async throws {
    let workshop = try await Workshop()
    let name: ImageName = "web"
    let probe = try ProbeModule.sealed()
    let other = try ProbeModule.sealed(source: ProbeModule.source + "/* */\n")
    let requests = [
      BuildRequest(image: name, target: .spt, modules: []),
      BuildRequest(image: name, target: .hvt, modules: []),
      BuildRequest(image: name, target: .spt, modules: [], note: ["a": .integer(1)]),
      BuildRequest(image: name, target: .spt, modules: [probe]),
      BuildRequest(image: name, target: .spt, modules: [other]),
      BuildRequest(image: name, target: .spt, modules: [try ProbeModule.sealed(text: "x")]),
    ]
    let keys = try requests.map { try workshop.toolchain.key(of: $0) }
    #expect(Set(keys).count == requests.count)
    #expect(try requests.map { try workshop.toolchain.key(of: $0) } == keys)
  }

  @Test func `sealed values reach the image byte for byte`() async throws {
    let workshop = try await Workshop()
    let hostile = "\"); merlon_abort(\"??/\\n%s\u{1}2é'\n#error\n"
    let module = try ProbeModule.tables(
      map: [hostile: .string("value-of-map")], lists: ["empty": .list([]), "x": .list([])],
      files: ["a\"b/\(hostile)": Array("content-of-a".utf8), "b": [], "c": Array("\0last".utf8)])
    let image = try await workshop.build([module])
    for text in [hostile, "value-of-map", "content-of-a", "a\"b/\(hostile)", "\0last"] {
      #expect(image.bytes.holds(text))
    }
    #expect(try await workshop.build([module]).compiledUnits == 0)
  }

  @Test func `a damaged cache is repaired`() async throws {
    let workshop = try await Workshop()
    let modules = [try ProbeModule.sealed()]
    let image = try await workshop.build(modules)
    let entries = try workshop.scratch.files(in: "cache/objects")
    #expect(entries.count == image.compiledUnits)
    for (index, path) in entries.enumerated() {
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      switch index % 3 {
      case 0: bytes = []
      case 1: bytes.removeLast()
      default: bytes[bytes.count / 2] ^= 1
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
    let repaired = try await workshop.build(modules)
    #expect(repaired.bytes == image.bytes && repaired.compiledUnits == entries.count)
    #expect(try await workshop.build(modules).compiledUnits == 0)
  }

  @Test func `builders that share a cache do not disturb each other`() async throws {
    let workshop = try await Workshop()
    let toolchain = workshop.toolchain
    let request = try Workshop.request([try ProbeModule.sealed()])
    let digests = try await withThrowingTaskGroup(of: Digest.self) { group in
      for _ in 0..<4 {
        group.addTask { try await toolchain.build(request, jobs: 1).digest }
      }
      return try await group.reduce(into: Set<Digest>()) { $0.insert($1) }
    }
    #expect(digests.count == 1)
    #expect(try workshop.leftovers.isEmpty)
  }

  @Test func `what a killed build left is removed by the next`() async throws {
    let workshop = try await Workshop()
    let left = "\(workshop.scratch.path)/\(workshop.workFolder)/left"
    try FileManager.default.createDirectory(
      atPath: left + "/objects", withIntermediateDirectories: true)
    try Data([1]).write(to: URL(fileURLWithPath: left + "/objects/a.o"))
    try Data().write(to: URL(fileURLWithPath: left + ".lock"))
    _ = try await workshop.build([])
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(try workshop.leftovers.isEmpty)
  }

  @Test func `an entry under another's name is made again`() async throws {
    let workshop = try await Workshop()
    let modules = [try ProbeModule.sealed()]
    let image = try await workshop.build(modules)
    let entries = try workshop.scratch.files(in: "cache/objects")
    let (first, last) = (try #require(entries.first), try #require(entries.last))
    try Data(contentsOf: URL(filePath: first)).write(to: URL(filePath: last))
    let repaired = try await workshop.build(modules)
    #expect(repaired.bytes == image.bytes && repaired.compiledUnits == 1)
  }

  @Test(.enabled(if: geteuid() == 0)) func `an entry of a stranger does not count`() async throws {
    let workshop = try await Workshop()
    let modules = [try ProbeModule.sealed()]
    _ = try await workshop.build(modules)
    let entry = try #require(try workshop.scratch.files(in: "cache/objects").first)
    #expect(chown(entry, 65534, 65534) == 0)
    #expect(try await workshop.build(modules).compiledUnits == 1)
  }

  @Test func `the cache keeps its bound, and what was used last`() async throws {
    let workshop = try await Workshop(bound: 1)
    let objects = workshop.scratch.path + "/cache/objects/00"
    try FileManager.default.createDirectory(atPath: objects, withIntermediateDirectories: true)
    for age in 1...4 {
      let file = "\(objects)/\(age)"
      try Data(repeating: 1, count: 400 << 10).write(to: URL(filePath: file))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -86_400 * Double(age))], ofItemAtPath: file)
    }
    let modules = [try ProbeModule.sealed()]
    _ = try await workshop.build(modules)
    let left = try workshop.scratch.files(in: "cache/objects/00").map {
      URL(filePath: $0).lastPathComponent
    }
    #expect(left.contains("1") && !left.contains("3") && !left.contains("4"))
    #expect(try await workshop.build(modules).compiledUnits == 0)
  }
}

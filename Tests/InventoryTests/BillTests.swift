import Foundation
import Inventory
import TestSupport
import Testing
import Vocabulary

/// Held against validators that are not ours.
@Suite(.timeLimit(.minutes(5))) struct BillTests {
  private static let time = Instant(milliseconds: 1_795_680_000_123)

  /// The Python with the validators of `.ci/validators`; prints why if it is not there.
  static let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "") + "/.cache"
    let folder = cache + "/merlon-validators"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let found = versions.map { "\(folder)/\($0)" }.first {
      FileManager.default.fileExists(atPath: $0 + "/.complete")
    }
    if found == nil { print("bill tests: skipped: no validators; run .ci/validators") }
    return found.map { $0 + "/bin/python" }
  }()

  private func problems(_ kind: String, _ bill: JSON) async throws -> String {
    let scratch = try Scratch()
    let file = scratch.path + "/bill.\(kind == "spdx" ? "spdx" : "cdx").json"
    try Data(bill.indented.utf8).write(to: URL(filePath: file))
    let child = try Child(
      try #require(Self.python),
      [SourceTree.path(of: "Tests/TestSupport/Scripts/bills.py"), kind, file],
      environment: ["LC_ALL": "C.UTF-8"], folder: scratch.path, label: scratch.path + "/answer")
    let ending = try await child.wait()
    return ending == .exited(0) ? child.output : child.error
  }

  @Test(.enabled(if: python != nil)) func `the SPDX document is valid`() async throws {
    let bill = SPDXDocument.json(of: .full, at: Self.time)
    let found = try await problems("spdx", bill)
    #expect(found == "")
    var members = try #require(bill.object)
    members["relationships"] = .array([
      .object([
        "spdxElementId": .string("SPDXRef-image"), "relationshipType": .string("CONTAINS"),
        "relatedSpdxElement": .string("SPDXRef-nothing"),
      ])
    ])
    #expect(try await problems("spdx", .object(members)) != "", "the validator sees errors")
  }

  @Test(.enabled(if: python != nil)) func `the CycloneDX document is valid`() async throws {
    let bill = CycloneDXDocument.json(of: .full, at: Self.time)
    let found = try await problems("cyclonedx", bill)
    #expect(found == "")
    var members = try #require(bill.object)
    members["serialNumber"] = .string("urn:uuid:1")
    #expect(try await problems("cyclonedx", .object(members)) != "", "the validator sees errors")
  }

  @Test func `a package of several modules is listed once, with its address`() throws {
    let bill = CycloneDXDocument.json(of: .full, at: Self.time)
    let components = try #require(bill["components"]?.array)
    let packages = components.filter { $0["name"]?.string == "c++lib" }
    #expect(packages.count == 1)
    #expect(
      packages.first?["purl"]?.string == "pkg:deb/debian/c%2B%2Blib@1%3A2.0%2Bdfsg~1-3?arch=source")
  }
}

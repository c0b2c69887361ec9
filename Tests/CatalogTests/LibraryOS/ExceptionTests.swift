import Foundation
import TestSupport
import Testing

/// A fault of an image says what it was.
@Suite(
  .aside, .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(30)))
struct ExceptionTests {
  private static let manifest = """
    apiVersion: merlon.dev/v1
    kind: Module
    metadata: {name: faulty}
    spec:
      role: application
      doc: Faults when it starts.
      sources: [faulty.c]
      start: true

    """

  /// Boots an image that executes `instruction`, and returns what became of it.
  private func run(_ instruction: String, on target: String) async throws -> Outcome? {
    var seen: Outcome?
    try await Fleet.withEmpty { fleet in
      try await fleet.initialise()
      try fleet.replace(
        "    - {name: app", by: "    - {name: own, folder: own}\n    - {name: app",
        in: "merlon.yaml")
      try fleet.write(Self.manifest, to: "own/faulty/module.yaml")
      try fleet.write(
        """
        #include <merlon.h>
        void faulty_start(void);
        void faulty_start(void) { __asm__ volatile("\(instruction)"); }

        """, to: "own/faulty/faulty.c")
      try fleet.replace(
        "    http-server: {port: 80}\n    static-site: {root: site/}\n", by: "    faulty: {}\n",
        in: "images/web.yaml")
      try fleet.replace("target: spt", by: "target: \(target)", in: "images/web.yaml")
      let file = fleet.root + "/web.\(target)"
      let built = try await fleet.merlon("build", "web", "--to", file)
      #expect(built.status == 0, "\(built)")
      seen = try await fleet.run(E2E.merlon + "-ukvm", ["--", file])
    }
    return seen
  }

  @Test(
    .enabled(if: E2E.hasKVM, "there is no /dev/kvm that can be opened"),
    arguments: [("ud2", 6), ("movq $1, 8", 14), ("xorl %eax, %eax; divl %eax", 0)])
  func `an image on hvt says its fault and gives up`(
    instruction: String, number: Int
  ) async throws {
    let outcome = try #require(try await run(instruction, on: "hvt"))
    #expect(outcome.status == 255, "\(outcome)")
    #expect(outcome.output.contains("merlon: exception \(number) error "), "\(outcome)")
  }
}

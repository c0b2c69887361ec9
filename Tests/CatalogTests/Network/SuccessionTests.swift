import TestSupport
import Testing

/// How an instance learns from frames that another one has taken its place.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .timeLimit(.minutes(5)))
struct SuccessionTests {
  @Test func `an instance is replaced by frames, and passes its predecessor's on`() throws {
    let scratch = try Scratch()
    let program = try LwipHarness.build("succession.c", with: "succession_main.c", in: scratch)
    #expect(try scratch.run(program, []).contains("done"))
  }
}

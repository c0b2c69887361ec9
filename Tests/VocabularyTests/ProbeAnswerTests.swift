import Testing
import Vocabulary

@Suite struct ProbeAnswerTests {
  @Test(arguments: [ProbeAnswer.status(100), .status(403), .status(599), .refused])
  func `what is written is read back`(answer: ProbeAnswer) {
    #expect(ProbeAnswer(answer.json) == answer)
  }

  @Test(arguments: [
    JSON.integer(99), .integer(600), .integer(-1), .string("403"), .string("Refused"), .null,
    .array([]), .boolean(true),
  ])
  func `nothing else is an answer`(json: JSON) {
    #expect(ProbeAnswer(json) == nil)
  }
}

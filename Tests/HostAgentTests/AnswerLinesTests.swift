import HostLink
import TestSupport
import Testing

@testable import HostAgent

/// Counts of answers among whatever else stands on a console.
@Suite struct AnswerLinesTests {
  private func take(_ text: String) -> (rest: String, count: AnswerCount?) {
    var lines = AnswerLines()
    let bytes = Array(text.utf8)
    let rest = lines.take(bytes[...]) + lines.finish()
    return (String(decoding: rest, as: UTF8.self), lines.count)
  }

  @Test func `the newest line counts, and none of them stays`() {
    let (rest, count) = take(
      "up\nanswer-count: answers=3 5xx=0\nword\nanswer-count: answers=12 5xx=7\nlast")
    #expect(rest == "up\nword\nlast" && count == AnswerCount(all: 12, serverErrors: 7))
  }

  @Test(arguments: [
    "answer-count: answers= 5xx=0\n", "answer-count: answers=1 5xx=\n",
    "answer-count: answers=1 5xx=2\n", "answer-count: answers=-1 5xx=0\n",
    "answer-count: answers=1 4xx=0\n", "answer-count: answers=1 5xx=0 \n",
    "answer-count: answers=99999999999999999999 5xx=0\n", " answer-count: answers=1 5xx=0\n",
    "x answer-count: answers=1 5xx=0\n", "answer-count: answers=1 5xx=0", "answer-count: ",
    "answer-count: answers=" + String(repeating: "0", count: 99) + "1 5xx=0\n", "\n\n", "",
  ])
  func `what is no such line is left as it is`(text: String) {
    let (rest, count) = take(text)
    #expect(rest == text && count == nil)
  }

  @Test(arguments: Seeds.first(300))
  func `it does not matter in which pieces a console is read`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let words = [
      "answer-count: answers=5 5xx=1\n", "answer-count: answers=9 5xx=2\n", "\n", "a line\n",
      "answer-count: ", "answer-count: answers=1 5xx=2\n", "answer", "\0\u{ff}",
    ]
    let text = (0..<Int.random(in: 1...12, using: &random))
      .compactMap { _ in words.randomElement(using: &random) }.joined()
    let whole = take(text)
    var lines = AnswerLines()
    var (rest, left): ([UInt8], ArraySlice<UInt8>) = ([], Array(text.utf8)[...])
    while !left.isEmpty {
      let count = Int.random(in: 1...min(40, left.count), using: &random)
      rest += lines.take(left.prefix(count))
      left = left.dropFirst(count)
    }
    rest += lines.finish()
    #expect(rest == Array(whole.rest.utf8) && lines.count == whole.count, "seed \(seed)")
  }
}

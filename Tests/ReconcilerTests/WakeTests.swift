import Testing

@testable import Reconciler

@Suite(.timeLimit(.minutes(5))) struct WakeTests {
  @Test func `a poke ends the wait that goes on, or the next one`() async {
    let wake = Wake()
    wake.poke()
    #expect(await wake.wait(atMost: .seconds(3000)))
    #expect(await !wake.wait(atMost: .milliseconds(1)), "one poke ends one wait")
    async let isPoked = wake.wait(atMost: .seconds(3000))
    wake.poke()
    #expect(await isPoked)
  }

  /// A wait ends by itself at about the time of the poke.
  @Test func `no poke is lost to the end of the time`() async {
    let wake = Wake()
    for round in 0..<2000 {
      let waiting = Task {
        while await !wake.wait(atMost: .microseconds(50 + round % 100)) {}
      }
      try? await Task.sleep(for: .microseconds(100))
      wake.poke()
      await waiting.value
    }
  }
}

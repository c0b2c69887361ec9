import GitStore
import Testing
import TestSupport
import Vocabulary

@testable import Reconciler

/// When a controller may act.
@Suite struct LeaseTests {
  private let start = ContinuousClock.now

  private func id(_ number: UInt8) -> CommitID {
    CommitID(bytes: [UInt8](repeating: number, count: 20))
  }

  private func lease(_ holder: String, term: Int = 3) -> Lease {
    Lease(
      holder: holder, term: term, seconds: 10, written: Instant(milliseconds: 1_790_000_000_000))
  }

  private func at(_ seconds: Int) -> ContinuousClock.Instant {
    start.advanced(by: .seconds(seconds))
  }

  @Test func `what nobody has is taken, one's own is kept`() {
    var watch = LeaseWatch(holder: "a")
    #expect(watch.decide(nil, id: nil, at: at(0)) == .take(term: 1))
    #expect(watch.decide(lease("a"), id: id(1), at: at(0)) == .take(term: 3))
  }

  @Test func `terms never go down, whatever became of the lease`() {
    var watch = LeaseWatch(holder: "a", after: 5)
    #expect(watch.decide(nil, id: nil, at: at(0)) == .take(term: 6))
    // An older one of one's own, or of another one, was put back.
    #expect(watch.decide(lease("a"), id: id(1), at: at(0)) == .take(term: 6))
    #expect(watch.decide(lease("b"), id: id(2), at: at(0)) == .wait(.seconds(10)))
    #expect(watch.decide(lease("b"), id: id(2), at: at(10)) == .take(term: 6))
    #expect(watch.decide(lease("b", term: 8), id: id(3), at: at(10)) == .wait(.seconds(10)))
    #expect(watch.decide(nil, id: nil, at: at(11)) == .take(term: 9))
    watch.note(term: 20)
    #expect(watch.decide(nil, id: nil, at: at(12)) == .take(term: 21))
  }

  @Test func `another one's is taken when it was not renewed for its whole time`() {
    var watch = LeaseWatch(holder: "a")
    #expect(watch.decide(lease("b"), id: id(1), at: at(0)) == .wait(.seconds(10)))
    #expect(watch.decide(lease("b"), id: id(1), at: at(9)) == .wait(.seconds(1)))
    // Renewed: another commit, whatever time it says.
    #expect(watch.decide(lease("b"), id: id(2), at: at(9)) == .wait(.seconds(10)))
    #expect(watch.decide(lease("b"), id: id(2), at: at(18)) == .wait(.seconds(1)))
    #expect(watch.decide(lease("b"), id: id(2), at: at(19)) == .take(term: 4))
    // Somebody else was faster.
    #expect(watch.decide(lease("c", term: 4), id: id(3), at: at(19)) == .wait(.seconds(10)))
  }

  @Test func `it is held for less than others wait`() {
    let held = LeaseHold.Held(id: id(1), term: 1, since: start, seconds: 10)
    #expect(held.end == at(8))
    #expect(held.renewal < held.end)
    let hold = LeaseHold()
    #expect(!hold.isHeld)
    hold.held = held
    #expect(hold.isHeld)
    hold.held = LeaseHold.Held(
      id: id(1), term: 1, since: start.advanced(by: .seconds(-9)), seconds: 10)
    #expect(!hold.isHeld)
  }

  @Test func `is read as it was written, and not otherwise`() throws {
    let scratch = try Scratch()
    let path = try scratch.repository()
    func commit(_ message: String) throws -> Commit {
      try scratch.git(path, "commit", "-q", "--allow-empty", "-m", message)
      let repository = try Repository(openingAt: path)
      return try repository.commit(repository.head())
    }
    let lease = lease("a")
    let read = try #require(Lease(commit(lease.message)))
    #expect((read.holder, read.term, read.seconds) == ("a", 3, 10))
    for (old, new) in [
      ("Term: 3", "Term: 0"), ("Term: 3", "Term: x"), ("Seconds: 10", "Seconds: 999999"),
      ("Merlon-Holder", "Holder"),
    ] {
      #expect(try Lease(commit(lease.message.replacing(old, with: new))) == nil, "\(new)")
    }
  }
}

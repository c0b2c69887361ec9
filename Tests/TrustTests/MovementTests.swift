import GitStore
import TestSupport
import Testing
import Trust
import Vocabulary

/// A branch that goes elsewhere than forward.
@Suite struct MovementTests {
  private func history() throws -> (PolicyHistory, TrustChain) {
    let history = try PolicyHistory(
      signing: "{owners: [{paths: [tenants/], signers: [tom@acme]}]}", people: ["ann", "tom"])
    for number in 0..<5 {
      try history.write("\(number)", to: "site/index.html")
      try history.commit(by: "ann")
    }
    return (history, try history.chain())
  }

  @Test func `going back, sideways or to a new beginning is refused until it is signed for`()
    throws
  {
    let (history, start) = try history()
    let trusted = start.trusted.id
    let trailer = "Go\n\nMerlon-Replaces: \(trusted.hex)"
    let ways: [(PolicyHistory) throws -> Void] = [
      { try $0.scratch.git($0.path, "reset", "-q", "--hard", "HEAD~2") },
      {
        try $0.scratch.git($0.path, "reset", "-q", "--hard", "HEAD~2")
        try $0.write("aside", to: "site/index.html")
        try $0.commit(by: "ann")
        try $0.commit(by: "ann")
      },
      {
        try $0.scratch.git($0.path, "switch", "-q", "--orphan", "other")
        try $0.scratch.git($0.path, "checkout", trusted.hex, "--", ".")
        try $0.commit(by: "ann")
      },
    ]
    for (number, way) in ways.enumerated() {
      var chain = start
      try way(history)
      var said = try history.follow(&chain)
      #expect(said.count == [1, 2, 1][number], "\(said)")
      #expect(said.allSatisfy { $0.contains("has left commit \(trusted.short)") }, "\(said)")
      #expect(chain.trusted.id == trusted)
      for name in [nil, "tom"] {
        try history.commit(by: name, trailer)
        said = try history.follow(&chain)
        #expect(!said.isEmpty)
        #expect(chain.trusted.id == trusted, "by \(name ?? "nobody")")
      }
      let transition = try history.commit(by: "ann", trailer)
      said = try history.follow(&chain)
      #expect(chain.trusted.id == transition, "\(said)")
      try history.commit(by: "ann")
      #expect(try history.follow(&chain) == [])
      // The commit that was left is not reached again by moving the branch once more.
      try history.scratch.git(history.path, "reset", "-q", "--hard", trusted.hex)
      #expect(try history.follow(&chain).first?.contains("has left commit") == true)
    }
  }

  @Test func `a transition that names another commit is none`() throws {
    let (history, start) = try history()
    var chain = start
    let other = try history.head("HEAD~1")
    try history.scratch.git(history.path, "reset", "-q", "--hard", "HEAD~3")
    try history.commit(by: "ann", "Go\n\nMerlon-Replaces: \(other.hex)")
    #expect(try history.follow(&chain).count == 1)
  }

  @Test func `a merge the other way round is judged by itself`() throws {
    let (history, start) = try history()
    var chain = start
    try history.scratch.git(history.path, "switch", "-q", "-c", "change", "HEAD~1")
    try history.write("a file", to: "site/new.html")
    try history.commit()
    try history.git(["merge", "-q", "-m", "Merge", "main"], by: "ann")
    let said = try history.follow(&chain)
    #expect(said.count == 1 && said[0].contains("has left commit"), "\(said)")
    #expect(chain.trusted.id == (try history.head()))
  }

  @Test func `where nobody has to sign, a branch goes where it likes`() throws {
    let history = try PolicyHistory(signing: nil, people: [])
    try history.makeKey("ann")
    try history.write("two", to: "site/index.html")
    try history.commit()
    var chain = try history.chain()
    try history.scratch.git(history.path, "reset", "-q", "--hard", "HEAD~1")
    #expect(try history.follow(&chain) == [])
    #expect(chain.trusted.id == (try history.head()))
    try history.allow(["ann"])
    try history.commit()
    #expect(try history.follow(&chain) == [], "the first person")
    try history.commit()
    #expect(try history.follow(&chain).count == 1)
    try history.scratch.git(history.path, "reset", "-q", "--hard", "HEAD~1")
    try history.allow([])
    try history.commit(by: "ann")
    try history.commit()
    #expect(try history.follow(&chain) == [], "nobody is left")
  }

  @Test func `rules do not get lost by moving the file that has them`() throws {
    let (history, start) = try history()
    var chain = start
    try history.scratch.git(history.path, "mv", "merlon.yaml", "fleet.yaml")
    try history.commit(by: "ann")
    let said = try history.follow(&chain)
    #expect(said.count == 1 && said[0].contains("there is no fleet in merlon.yaml"), "\(said)")
  }

  @Test func `a new observer comes to the same end from the first commit`() throws {
    let (history, start) = try history()
    var chain = start
    try history.write("unsigned", to: "site/index.html")
    try history.commit()
    _ = try history.follow(&chain)
    let repository = try Repository(openingAt: history.path)
    var fresh = try TrustChain(atFirstCommitBefore: history.head(), in: repository)
    let refused = try fresh.follow(to: history.head(), arrivedAt: nil, in: repository)
    #expect(fresh.trusted.id == chain.trusted.id)
    #expect(refused.map(\.commit) == [try history.head()])
  }
}

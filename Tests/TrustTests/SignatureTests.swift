import GitStore
import TestSupport
import Testing
import Trust
import Vocabulary

/// Whose signatures count.
@Suite struct SignatureTests {
  @Test(arguments: [
    ["-t", "ed25519"], ["-t", "ecdsa", "-b", "256"], ["-t", "ecdsa", "-b", "384"],
    ["-t", "ecdsa", "-b", "521"], ["-t", "rsa", "-b", "2048"], ["-t", "rsa", "-b", "3072"],
  ])
  func `people sign with each kind of key, and git says the same`(type: [String]) throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    try history.scratch.run(
      "ssh-keygen", ["-q", "-N", "", "-f", history.key("bob")] + type)
    try history.allow(["ann", "bob"])
    try history.commit(by: "ann")
    var chain = try history.chain()
    for number in 0..<4 {
      try history.write("\(number)", to: "site/index.html")
      let id = try history.commit(by: "bob")
      #expect(try history.follow(&chain) == [])
      #expect(chain.trusted.id == id)
      try history.scratch.git(
        history.path, "-c", "gpg.ssh.allowedSignersFile=.merlon/allowed_signers", "verify-commit",
        id.hex)
    }
    // The same signature under another message.
    try history.commit(by: "bob")
    let raw = try history.scratch.git(history.path, "cat-file", "commit", "HEAD")
    let forged = try history.scratch.object(
      "commit", Array((raw + "!\n").utf8), in: history.path)
    try history.scratch.git(history.path, "reset", "-q", "--hard", forged)
    let words = try history.follow(&chain)
    #expect(words.count == 1 && words[0].contains("badly signed"), "\(words)")
  }

  @Test func `an agent holds the key, as git asks it`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    var chain = try history.chain()
    try history.write("two", to: "site/index.html")
    try history.scratch.shell(
      """
      cd policy && git add --all
      eval "$(ssh-agent -s)" >/dev/null
      trap 'ssh-agent -k >/dev/null' EXIT
      ssh-add -q ../ann
      mv ../ann ../hidden
      GIT_COMMITTER_DATE='@1900000000 +0000' git -c gpg.format=ssh \
        -c user.signingKey="key::$(cat ../ann.pub)" commit -q -S -m 'By the agent'
      """)
    let later = Instant(milliseconds: 1_900_000_000_000)
    #expect(try history.follow(&chain, arrivedAt: later) == [])
  }

  @Test func `unsigned and foreign commits, and those of machines, are refused`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    for name in ["eve", "robot", "host", "mail"] { try history.makeKey(name) }
    try history.allow([
      "ann", "robot=controller@merlon", "host=host@local", "mail=mail@acme namespaces=\"file\"",
    ])
    try history.commit(by: "ann")
    var chain = try history.chain()
    let trusted = chain.trusted.id
    for (name, words) in [
      (nil, "is not signed"), ("eve", "unknown key"), ("robot", "unknown key"),
      ("host", "unknown key"), ("mail", "may not sign for 'git'"),
    ] as [(String?, String)] {
      try history.write("by \(name ?? "nobody")", to: "site/index.html")
      try history.commit(by: name)
      let said = try history.follow(&chain)
      #expect(said.count == 1 && said[0].contains(words), "\(said)")
      #expect(said.first?.contains("hint: ") == true)
      #expect(chain.trusted.id == trusted)
      try history.scratch.git(history.path, "reset", "-q", "--hard", trusted.hex)
    }
  }

  @Test func `a refused commit gives nobody a right, and a signed one on top vouches for it`()
    throws
  {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    try history.makeKey("eve")
    var chain = try history.chain()
    try history.allow(["ann", "eve"])
    try history.commit()
    try history.write("by eve", to: "site/index.html")
    try history.commit(by: "eve")
    let said = try history.follow(&chain)
    #expect(said.count == 2 && said[1].contains("unknown key"), "\(said)")
    let vouched = try history.commit(by: "ann")
    #expect(try history.follow(&chain).count == 2)
    #expect(chain.trusted.id == vouched)
    try history.commit(by: "eve")
    #expect(try history.follow(&chain) == [], "ann has let eve in now")
  }

  @Test func `keys are replaced by position, whatever the dates say`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["old"])
    var chain = try history.chain()
    try history.makeKey("new")
    try history.allow(["old", "new"])
    try history.commit(by: "old")
    let early = history.clock
    try history.allow(["new"])
    try history.commit(by: "new")
    #expect(try history.follow(&chain) == [])
    for time in [nil, early] {
      try history.write("\(time ?? 0)", to: "site/index.html")
      try history.commit(by: "old", at: time)
      let said = try history.follow(&chain)
      #expect(said.contains { $0.contains("unknown key") }, "\(said)")
      try history.scratch.git(history.path, "reset", "-q", "--hard", chain.trusted.id.hex)
    }
    let backdated = try history.commit(by: "new", at: early)
    let said = try history.follow(&chain)
    #expect(said.count == 1 && said[0].contains("is dated"), "\(said)")
    #expect(chain.trusted.id != backdated)
  }

  @Test func `a key whose time is over signs nothing by an older date`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    let end = history.clock + 3600
    let text = Instant(milliseconds: Int64(end) * 1000).description.prefix(19)
      .filter(\.isNumber)
    try history.allow(["ann=ann@acme valid-before=\"\(text)Z\""])
    try history.commit(by: "ann")
    var chain = try history.chain()
    try history.commit(by: "ann")
    let late = Instant(milliseconds: Int64(end + 600) * 1000)
    #expect(try history.follow(&chain, arrivedAt: late).count == 1)
    #expect(try history.follow(&chain, arrivedAt: history.now) == [])
    try history.commit(by: "ann", at: history.clock + 3000)
    let early = Instant(milliseconds: Int64(history.clock) * 1000)
    let said = try history.follow(&chain, arrivedAt: early)
    #expect(said.count == 1 && said[0].contains("yet to come"), "\(said)")
  }
}

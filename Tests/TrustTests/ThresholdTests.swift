import GitStore
import TestSupport
import Testing
import Trust
import Vocabulary

/// Several signers, and files that belong to somebody.
@Suite struct ThresholdTests {
  private static let tenants = """
    {owners: [{paths: [tenants/acme/], signers: [ann@acme]}, \
    {paths: [tenants/acme/prod], signers: [ann@acme, bob@acme], threshold: 2}]}
    """

  @Test func `two of three sign by a commit on top, or by the merge`() throws {
    let history = try PolicyHistory(signing: "{threshold: 2}", people: ["ann", "bob", "cy"])
    var chain = try history.chain()
    try history.write("two", to: "site/index.html")
    try history.commit(by: "ann")
    var said = try history.follow(&chain)
    #expect(said.count == 1 && said[0].contains("needs 2 signatures"), "\(said)")
    #expect(said[0].contains("only ann@acme"), "\(said)")
    try history.commit(by: "ann", "The same once more")
    #expect(try history.follow(&chain).count == 2, "one person is one")
    let approved = try history.commit(by: "bob", "Seen")
    #expect(try history.follow(&chain).count == 2)
    #expect(chain.trusted.id == approved)
    #expect(chain.approval.people == [["bob@acme"], ["ann@acme"]])
    #expect(chain.approval.required == 2)

    try history.scratch.git(history.path, "switch", "-q", "-c", "change")
    try history.write("three", to: "site/index.html")
    try history.commit(by: "cy")
    try history.scratch.git(history.path, "switch", "-q", "main")
    try history.git(["merge", "-q", "--no-ff", "-m", "Merge", "change"], by: "ann")
    said = try history.follow(&chain)
    #expect(said == [])
    #expect(chain.trusted.id == (try history.head()))
  }

  @Test func `two keys of one person, and one key of two names, are one`() throws {
    let history = try PolicyHistory(signing: "{threshold: 2}", people: ["ann", "bob"])
    try history.makeKey("spare")
    try history.scratch.shell("cp ann twin && cp ann.pub twin.pub")
    try history.allow(["ann", "bob", "spare=ann@acme", "twin=tom@acme"])
    try history.commit(by: "ann")
    try history.commit(by: "bob")
    var chain = try history.chain()
    try history.write("two", to: "site/index.html")
    for name in ["ann", "spare", "twin"] { try history.commit(by: name) }
    let trusted = chain.trusted.id
    #expect(try history.follow(&chain).count == 3)
    #expect(chain.trusted.id == trusted)
  }

  @Test func `what was approved on an older commit is not approved again`() throws {
    let history = try PolicyHistory(signing: "{threshold: 2}", people: ["ann", "bob"])
    var chain = try history.chain()
    try history.write("weak", to: "site/index.html")
    let old = try history.commit(by: "ann")
    try history.commit(by: "bob")
    try history.write("strong", to: "site/index.html")
    try history.commit(by: "ann")
    try history.commit(by: "bob")
    _ = try history.follow(&chain)
    let strong = chain.trusted.id
    #expect(strong == (try history.head()))
    // Bob alone goes back to the weak tree, with ann's old signature as a second parent.
    try history.scratch.git(history.path, "read-tree", "-u", "--reset", old.hex)
    try history.scratch.shell(
      "cd policy && echo \(old.hex) > .git/MERGE_HEAD && printf no-ff > .git/MERGE_MODE")
    try history.git(["commit", "-q", "-m", "Merge"], by: "bob")
    let merge = try Repository(openingAt: history.path).commit(history.head())
    #expect(merge.parents == [strong, old])
    let said = try history.follow(&chain)
    #expect(said.count == 1 && said[0].contains("only bob@acme"), "\(said)")
  }

  @Test func `a tenant's key touches the tenant's files only`() throws {
    let history = try PolicyHistory(signing: Self.tenants, people: ["ops", "ann", "bob"])
    var chain = try history.chain()
    func attempt(_ file: String, by name: String) throws -> [String] {
      try history.write("\(history.clock)", to: file)
      try history.commit(by: name)
      let said = try history.follow(&chain)
      if !said.isEmpty {
        try history.scratch.git(history.path, "reset", "-q", "--hard", chain.trusted.id.hex)
      }
      return said
    }
    #expect(try attempt("tenants/acme/web.yaml", by: "ann") == [])
    #expect(try attempt("tenants/acme/web.yaml", by: "ops") == [])
    for file in [
      "tenants/acme-evil/web.yaml", "tenants/acme.yaml", "tenants/zed/web.yaml", "merlon.yaml",
      ".merlon/allowed_signers", "tenants/acme/prod/web.yaml", "Tenants/acme/web.yaml",
    ] {
      let said = try attempt(file, by: "ann")
      #expect(said.contains { $0.hasPrefix(file) && $0.contains("needs ") }, "\(file): \(said)")
    }
    #expect(try attempt("tenants/acme/web.yaml", by: "bob").count == 1)
    // Removing, moving and changing a mode are changes, too.
    try history.scratch.git(history.path, "mv", "site/index.html", "tenants/acme/index.html")
    try history.commit(by: "ann")
    #expect(try history.follow(&chain).first?.hasPrefix("site/index.html") == true)
    try history.scratch.git(history.path, "reset", "-q", "--hard", chain.trusted.id.hex)
    try history.scratch.git(history.path, "update-index", "--chmod=+x", "site/index.html")
    try history.git(["commit", "-q", "-m", "x"], by: "ann")
    #expect(try history.follow(&chain).first?.hasPrefix("site/index.html") == true)
    try history.scratch.git(history.path, "reset", "-q", "--hard", chain.trusted.id.hex)
    // Both owners of the inner folder.
    #expect(try attempt("tenants/acme/prod/web.yaml", by: "ann").count == 1)
    try history.write("both", to: "tenants/acme/prod/web.yaml")
    try history.commit(by: "ann")
    try history.commit(by: "bob")
    #expect(try history.follow(&chain).count == 1)
    #expect(chain.trusted.id == (try history.head()))
  }

  @Test(arguments: [
    ("{threshold: 3}", "3 have to sign"), ("{signers: [nobody@acme]}", "1 have to sign"),
  ])
  func `rules that nobody could meet are refused, at first and later`(
    rules: String, words: String
  ) throws {
    for start in [nil, "{}"] {
      let history = try PolicyHistory(signing: start, people: ["ann", "bob"])
      var chain = try history.chain()
      try history.fleet(signing: rules)
      try history.commit(by: "ann")
      let said = try history.follow(&chain)
      #expect(said.count == 1 && said[0].contains(words), "\(said)")
    }
  }
}

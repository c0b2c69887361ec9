import Policy
import TestSupport
import Testing
import Vocabulary

@Suite struct SigningRulesTests {
  private static let place = SourceLocation(file: "merlon.yaml", line: 5, column: 3)

  private static func rules(
    signers: [String]? = nil, threshold: Int = 1, _ owners: ([String], [String], Int)...
  ) -> SigningRules {
    SigningRules(
      signers: signers, threshold: threshold,
      owners: owners.map {
        SigningRules.Owner(paths: $0.0, signers: $0.1, threshold: $0.2, location: place)
      }, location: place)
  }

  @Test(arguments: [
    ("a/b", "a/b", true), ("a/b/c", "a/b/", true), ("a/bc", "a/b", false), ("a", "a/b", false),
    ("A/b", "a/b", false), ("e\u{301}/x", "\u{e9}", false), ("a/b/../c", "a/b", true),
  ])
  func `an owner has a path and what is below`(path: String, owned: String, isOwned: Bool) {
    #expect((Self.rules(([owned], ["t"], 1)).owner(of: path) != nil) == isOwned)
  }

  @Test func `the longest path decides, then the first owner`() {
    let rules = Self.rules(
      (["a"], ["x"], 1), (["a/b/c", "d"], ["y"], 1), (["a/b"], ["z"], 1), (["d"], ["w"], 1))
    #expect(rules.owner(of: "a/q")?.signers == ["x"])
    #expect(rules.owner(of: "a/b/q")?.signers == ["z"])
    #expect(rules.owner(of: "a/b/c/q")?.signers == ["y"])
    #expect(rules.owner(of: "d")?.signers == ["y"])
    #expect(rules.owner(of: "e") == nil)
  }

  /// Every set of signers and of files, against the rule said once more and slowly.
  @Test func `agrees with the words of the rule for all small cases`() {
    let names = ["m1", "m2", "t1", "t2"]
    let paths = ["shared", "t/a", "t/in/a"]
    let rules = Self.rules(
      signers: ["m1", "m2"], threshold: 2, (["t"], ["t1", "t2"], 1), (["t/in"], ["t1", "t2"], 2))
    for people in 0..<16 {
      let signed = names.indices.filter { people >> $0 & 1 == 1 }.map { [names[$0]] }
      let (maintainers, tenants) = (people & 3, people >> 2)
      for files in 0..<8 {
        let changed = paths.indices.filter { files >> $0 & 1 == 1 }.map { paths[$0] }
        let isEnough =
          maintainers == 3
          || changed.allSatisfy { path in
            path == "t/a" && tenants != 0 || path == "t/in/a" && tenants == 3
          } && people != 0
        let shortfall = rules.shortfall(of: signed, changing: changed)
        #expect((shortfall == nil) == isEnough, "\(signed) \(changed)")
      }
    }
  }

  @Test func `without a list everybody is a maintainer but for owners`() {
    let rules = Self.rules((["t"], ["tom"], 1))
    #expect(rules.isMaintainer(["ann"]) && !rules.isMaintainer(["tom"]))
    #expect(!rules.isMaintainer(["ann", "tom"]), "one person of two names")
  }

  @Test func `what would let nobody in, or owners too far, is told`() {
    #expect(Self.rules(threshold: 9).problems.isEmpty, "who is there is in another file")
    #expect(Self.rules(signers: ["a", "a"], threshold: 2).problems.count == 1)
    #expect(Self.rules((["t"], ["a"], 2)).problems.count == 1)
    for path in ["merlon.yaml", ".merlon", ".merlon/", ".merlon/allowed_signers"] {
      let problems = Self.rules(([path], ["a"], 1)).problems
      #expect(problems.count == 1, "\(path): \(problems)")
    }
  }
}

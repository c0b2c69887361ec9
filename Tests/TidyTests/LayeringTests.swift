import Testing
import TestSupport

/// The architecture of `Package.swift`: arrows point only to targets above, the domain is pure,
/// and each outside thing has one owner.
@Suite struct LayeringTests {
  static let pure: Set<String> = [
    "Vocabulary", "Solo5", "Unikernel", "Policy", "Planning", "Rollout", "Attestation",
  ]
  static let foreign: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "CLibgit2", "CZlib", "CSlirp", "CUkvm",
    "CProcess", "CSSL", "CLoadClient", "Crypto",
    "Yams", "Subprocess", "SystemPackage", "Dispatch", "GRDB",
  ]
  static let owners: [String: Set<String>] = [
    "CLibgit2": ["GitStore"], "CZlib": ["GitStore"], "CSlirp": ["Ukvm"], "CUkvm": ["Ukvm"],
    "CProcess": ["HostAgent"], "CSSL": ["HostAgent"],
    "CLoadClient": ["merlon-bench"], "Yams": ["PolicyFiles"],
    "Subprocess": ["Toolchains", "GitFetch"],
    "GRDB": ["Audit"], "Crypto": ["Keys"], "CryptoExtras": ["Keys"],
    "ArgumentParser": ["Commands", "merlon-bench"],
  ]

  /// The imports of each file of each target: (target, path, module).
  static func imports() throws -> [(target: String, path: String, module: String)] {
    let paths = SourceTree.files(below: "Sources", withExtensions: ["swift"])
      .filter { !$0.contains("/Guest/") && !$0.contains("/Modules/") }
    var found: [(target: String, path: String, module: String)] = []
    for path in paths {
      let target = String(path.split(separator: "/")[1])
      for line in try SourceTree.text(of: path).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard !line.hasPrefix(" "), !line.hasPrefix("//"),
          let keyword = words.prefix(3).firstIndex(of: "import"), keyword + 1 < words.count
        else { continue }
        found.append((target, path, String(words[keyword + 1])))
      }
    }
    return found
  }

  @Test func `the domain is pure`() throws {
    for (target, path, module) in try Self.imports() where Self.pure.contains(target) {
      #expect(!Self.foreign.contains(module), "\(path) imports \(module)")
    }
  }

  @Test func `each outside thing has one owner`() throws {
    for (target, path, module) in try Self.imports() {
      guard let owners = Self.owners[module] else { continue }
      #expect(owners.contains(target), "\(path) imports \(module)")
    }
  }

  @Test func `arrows point only to layers above`() throws {
    let manifest = try SourceTree.text(of: "Package.swift")
    let targets = manifest.ranges(of: "targets: [").last.map { manifest[$0.upperBound...] }
    let order = (targets ?? "").matches(of: /name: "([A-Za-z0-9-]+)"/).map { String($0.output.1) }
    func position(_ name: String) -> Int? { order.firstIndex(of: name) }
    for (target, path, module) in try Self.imports() {
      guard let lower = position(module), let own = position(target), module != target else {
        continue
      }
      #expect(lower < own, "\(path) imports \(module), which is declared below \(target)")
    }
  }

  @Test func `the monitor links neither Foundation nor git`() throws {
    for (target, path, module) in try Self.imports() where ["Ukvm", "merlon-ukvm"].contains(target)
    {
      #expect(!["Foundation", "FoundationEssentials", "GitStore"].contains(module), "\(path)")
    }
  }
}

import Foundation
import TestSupport
import Testing

/// A way to get policy wrong, and what must be said about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  /// What is wrong.
  let testDescription: String
  /// What the diagnostic must hold, its place first.
  let expected: [String]
  /// Makes the mistake in a work tree.
  let make: @Sendable (Fleet) async throws -> Void

  init(
    _ name: String, _ expected: String..., make: @escaping @Sendable (Fleet) async throws -> Void
  ) {
    testDescription = name
    self.expected = expected
    self.make = make
  }
}

extension BadInput {
  /// Replaces a text of the image's document.
  private static func image(
    _ name: String, _ old: String, _ new: String, _ expected: [String]
  ) -> BadInput {
    BadInput(name, expected) { try $0.replace(old, by: new, in: "images/web.yaml") }
  }

  private init(
    _ name: String, _ expected: [String], make: @escaping @Sendable (Fleet) async throws -> Void
  ) {
    testDescription = name
    self.expected = expected
    self.make = make
  }

  /// Mistakes in documents.
  static let documents: [BadInput] = [
    image(
      "malformed YAML", "metadata: {", "metadata: {{", ["images/web.yaml:", "malformed YAML"]),
    image(
      "an unknown key", "  target:", "  traget: spt\n  target:",
      ["images/web.yaml:9:3: error:", "has no field traget", "hint: did you mean target?"]),
    image(
      "a wrong type", "target: spt", "target: [spt]",
      ["images/web.yaml:9:11: error:", "must be a string"]),
    image(
      "a wrong type of an option", "{port: 80}\n    s", "{port: eighty}\n    s",
      ["images/web.yaml:7:19: error:", "integer"]),
    image(
      "an option out of its range", "{port: 80}\n    s", "{port: 0}\n    s",
      ["images/web.yaml:7:19: error:", "has the value 0", "hint: 1 to 65535"]),
    image(
      "a malformed network", "    static-site",
      "    ip-allowlist: {networks: [10.0.0.0/8, 10.0.0.1/8]}\n    static-site",
      [
        "images/web.yaml:8:20: error:", "has \"10.0.0.1/8\", which is not an IPv4 network",
        "hint: write 192.0.2.0/24, no bit set after the prefix",
      ]),
    image(
      "a word that an option does not know", "    static-site",
      "    access-control:\n      anonymous: alow\n    static-site",
      ["images/web.yaml:9:7: error:", "cannot be \"alow\"", "hint: did you mean allow?"]),
    image(
      "an unknown module", "    static-site", "    static-sit: {}\n    static-site",
      ["images/web.yaml:8:5: error:", "static-sit", "hint: did you mean static-site?"]),
    image(
      "an unknown kind", "UnikernelImage", "UnikernelImmage",
      ["images/web.yaml:3:7: error:", "did you mean UnikernelImage?"]),
    BadInput("a folder that is not there", "images/web.yaml:8:19: error:", "pages") {
      try $0.replace("site/", by: "pages/", in: "images/web.yaml")
    },
    BadInput("two values for one option", "static-site", "site", "site/admin") { fleet in
      try fleet.write(requirement("static-site: {root: site/admin/}"), to: "requirements/r.yaml")
    },
    BadInput("two documents of one name", "UnikernelImage", "web") { fleet in
      let text = try String(contentsOfFile: fleet.path + "/images/web.yaml", encoding: .utf8)
      try fleet.write(text, to: "images/other.yaml")
    },
    BadInput("no fleet", "Fleet") { fleet in
      try FileManager.default.removeItem(atPath: fleet.path + "/merlon.yaml")
    },
  ]

  /// Mistakes in a catalog that the repository holds.
  static let catalogs: [BadInput] = [
    BadInput("a dependency cycle", "alpha", "beta", "cycle") { fleet in
      try catalog(fleet, ["alpha": "requires: [beta]", "beta": "requires: [alpha]"])
      try fleet.write(requirement("alpha: {}"), to: "requirements/r.yaml")
    },
    BadInput("a conflict", "alpha", "beta", "conflict") { fleet in
      try catalog(fleet, ["alpha": "conflicts: [beta]", "beta": "requires: []"])
      try fleet.write(requirement("alpha: {}\n    beta: {}"), to: "requirements/r.yaml")
    },
    BadInput("a requirement of a module that no catalog has", "alpha", "gamma") { fleet in
      try catalog(fleet, ["alpha": "requires: [gamma]"])
      try fleet.write(requirement("alpha: {}"), to: "requirements/r.yaml")
    },
    BadInput("a catalog that is not there", "merlon.yaml:", "has no folder catalogs/own") {
      try $0.replace(
        "    - {name: app", by: "    - {name: own, folder: catalogs/own}\n    - {name: app",
        in: "merlon.yaml")
    },
  ]

  /// Things in the tree that policy cannot be made of.
  static let trees: [BadInput] = [
    BadInput("a document of 100 MB", "images/x.yaml: error:", "larger than", "hint:") { fleet in
      try large(fleet, "images/x.yaml", 100 << 20)
    },
    BadInput("a symlink out of the tree", "images/out.yaml: error:", "symbolic link") { fleet in
      try FileManager.default.createSymbolicLink(
        atPath: fleet.path + "/images/out.yaml", withDestinationPath: "/etc/passwd")
    },
    BadInput("a symlink in a sealed folder", "site/out: error:", "symbolic link") { fleet in
      try FileManager.default.createSymbolicLink(
        atPath: fleet.path + "/site/out", withDestinationPath: "../../..")
    },
    BadInput("a module's file that is too large", "alpha/table.c: error:", "4194304") { fleet in
      try catalog(fleet, ["alpha": "requires: []"])
      try fleet.write(requirement("alpha: {}"), to: "requirements/r.yaml")
      try large(fleet, "catalogs/own/alpha/table.c", (4 << 20) + 1)
    },
    BadInput("a module's document that is too large", "alpha/module.yaml: error:") { fleet in
      try catalog(fleet, ["alpha": "requires: []"])
      try large(fleet, "catalogs/own/alpha/module.yaml", 100 << 20)
    },
    BadInput("a module that does not compile", "image web cannot be built", "alpha.c:1") { fleet in
      try catalog(fleet, ["alpha": "requires: []"])
      try fleet.write("int alpha(void) { return }\n", to: "catalogs/own/alpha/alpha.c")
      try fleet.write(requirement("alpha: {}"), to: "requirements/r.yaml")
    },
    BadInput("a submodule", "site/sub: error:", "submodule") { fleet in
      let head = try await fleet.git("rev-parse", "HEAD")
      try await fleet.git("update-index", "--add", "--cacheinfo", "160000,\(head),site/sub")
      try FileManager.default.createDirectory(
        atPath: fleet.path + "/site/sub", withIntermediateDirectories: true)
    },
    BadInput("a sealed file that is too large", "site/large.bin: error:", "4194304") { fleet in
      try large(fleet, "site/large.bin", (4 << 20) + 1)
    },
  ]

  private static func requirement(_ modules: String) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: r}
    spec:
      selector: {matchLabels: {exposure: public}}
      modules:
        \(modules)

    """
  }

  private static func catalog(_ fleet: Fleet, _ modules: [String: String]) throws {
    try fleet.replace(
      "    - {name: app", by: "    - {name: own, folder: catalogs/own}\n    - {name: app",
      in: "merlon.yaml")
    for (name, relations) in modules {
      let text = """
        apiVersion: merlon.dev/v1
        kind: Module
        metadata: {name: \(name)}
        spec:
          role: mechanism
          doc: A module of the test.
          \(relations)
          sources: [\(name).c]

        """
      try fleet.write(text, to: "catalogs/own/\(name)/module.yaml")
      try fleet.write("int \(name)(void) { return 0; }\n", to: "catalogs/own/\(name)/\(name).c")
    }
  }

  /// Writes a file of zeros.
  static func large(_ fleet: Fleet, _ file: String, _ bytes: Int) throws {
    try fleet.write("", to: file)
    let handle = try FileHandle(forWritingTo: URL(filePath: fleet.path + "/" + file))
    try handle.truncate(atOffset: UInt64(bytes))
    try handle.close()
  }
}

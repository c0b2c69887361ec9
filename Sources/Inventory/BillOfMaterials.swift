import Vocabulary

/// What an image is made of, as the bills of materials list it.
struct BillOfMaterials {
  /// One thing that is in the image.
  struct Part {
    /// Unique in the bill, of letters, digits, `.` and `-`.
    let id: String
    let name: String
    let version: String?
    /// What it is for people.
    let summary: String
    /// The digest of its source, where it is one tree.
    let digest: Digest?
    /// Its package URL, where it has one.
    let url: String?
    /// The bytes that the linker kept, by name, and options.
    let properties: [(name: String, value: String)]
    /// The ids of what it needs.
    let needs: [String]
  }

  let parts: [Part]

  /// Lists the modules and, once each, the Debian packages of which they use a part.
  init(_ contents: ImageContents) {
    var parts = [
      Part(
        id: "u0", name: "merlon-library-os", version: nil, summary: "Merlon's library OS",
        digest: nil, url: nil, properties: Self.properties(contents.base), needs: [])
    ]
    var packages: [String: Part] = [:]
    for module in contents.modules {
      for package in module.packages {
        packages[package.name] = Self.part(of: package)
      }
      let options = module.options.sorted { $0.key < $1.key }.map {
        ("merlon:option:\($0.key)", $0.value.canonical)
      }
      parts.append(
        Part(
          id: "module-\(module.name)", name: module.name, version: module.version,
          summary: "\(module.role) of a Merlon catalog", digest: module.tree, url: nil,
          properties: Self.properties(module.sizes) + options,
          needs: ["u0"] + module.requires.map { "module-\($0)" }
            + module.packages.map { Self.id(ofPackage: $0.name) }))
    }
    self.parts = parts + packages.values.sorted { $0.name < $1.name }
  }

  /// Debian's names may hold a `+`, which ids may not.
  private static func id(ofPackage name: String) -> String {
    "debian-" + name.map { $0 == "+" ? ".plus" : String($0) }.joined()
  }

  private static func part(of package: ImageContents.SourcePackage) -> Part {
    let version = package.version.map { "@" + Self.escaped($0) } ?? ""
    return Part(
      id: Self.id(ofPackage: package.name), name: package.name, version: package.version,
      summary: "Debian source package", digest: nil,
      url: "pkg:deb/debian/\(Self.escaped(package.name))\(version)?arch=source",
      properties: [], needs: [])
  }

  private static func properties(_ sizes: ImageContents.Sizes) -> [(name: String, value: String)] {
    [
      ("merlon:bytes:code", "\(sizes.code)"), ("merlon:bytes:constants", "\(sizes.constants)"),
      ("merlon:bytes:data", "\(sizes.data)"), ("merlon:bytes:zero", "\(sizes.zero)"),
    ]
  }

  /// Percent-encodes what a package URL does not take as it is.
  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      let isWord = byte < 0x80 && (character.isLetter || character.isNumber)
      let isPlain = isWord || ".-_~".contains(character)
      return isPlain ? String(character) : "%" + Hex.encode([byte]).uppercased()
    }.joined()
  }
}

package import Vocabulary

/// The contents of an image as CycloneDX 1.5 JSON.
package enum CycloneDXDocument {
  /// Writes the document.
  ///
  /// - Parameter time: When it is made.
  package static func json(of contents: ImageContents, at time: Instant) -> JSON {
    let bill = BillOfMaterials(contents)
    let dependencies = bill.parts.map { dependency($0.id, on: $0.needs) }
    return .object([
      "bomFormat": .string("CycloneDX"), "specVersion": .string("1.5"),
      "serialNumber": .string("urn:uuid:" + uuid(of: contents.digest)), "version": .integer(1),
      "metadata": .object([
        "timestamp": .string(time.description),
        "tools": .object([
          "components": .array([
            .object(["type": .string("application"), "name": .string("merlon")])
          ])
        ]),
        "component": image(contents),
      ]),
      "components": .array(bill.parts.map(component)),
      "dependencies": .array(
        [dependency("image", on: bill.parts.map(\.id))] + dependencies),
    ])
  }

  private static func image(_ contents: ImageContents) -> JSON {
    .object([
      "type": .string("operating-system"), "bom-ref": .string("image"),
      "name": .string(contents.image.text), "version": .string(contents.key.short),
      "hashes": .array([
        .object(["alg": .string("SHA-256"), "content": .string(contents.digest.hex)])
      ]),
      "properties": properties([
        ("merlon:target", contents.target.rawValue), ("merlon:key", contents.key.description),
        ("merlon:layout-seed", "\(contents.layoutSeed)"),
      ]),
    ])
  }

  private static func component(_ part: BillOfMaterials.Part) -> JSON {
    var members: [String: JSON] = [
      "type": .string("library"), "bom-ref": .string(part.id), "name": .string(part.name),
      "description": .string(part.summary),
    ]
    members["version"] = part.version.map(JSON.string)
    members["purl"] = part.url.map(JSON.string)
    let tree = part.digest.map { [("merlon:tree", $0.description)] } ?? []
    let all = part.properties + tree
    if !all.isEmpty { members["properties"] = properties(all) }
    return .object(members)
  }

  private static func properties(_ list: [(name: String, value: String)]) -> JSON {
    .array(
      list.map { .object(["name": .string($0.name), "value": .string($0.value)]) })
  }

  private static func dependency(_ id: String, on others: [String]) -> JSON {
    .object(["ref": .string(id), "dependsOn": .array(others.map(JSON.string))])
  }

  /// A UUID of version 8 (RFC 9562 §5.8) out of the digest, so that one image has one number.
  private static func uuid(of digest: Digest) -> String {
    var digits = Array(digest.hex.prefix(32))
    digits[12] = "8"
    digits[16] = "8"
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }
}

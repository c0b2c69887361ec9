package import Vocabulary

/// The contents of an image as SPDX 2.3 JSON.
package enum SPDXDocument {
  /// Writes the document.
  ///
  /// - Parameter time: When it is made.
  package static func json(of contents: ImageContents, at time: Instant) -> JSON {
    let bill = BillOfMaterials(contents)
    let root = "SPDXRef-image"
    // SPDX knows no fractions of a second.
    let seconds = Instant(milliseconds: time.milliseconds / 1000 * 1000)
    var relationships = [relationship("SPDXRef-DOCUMENT", "DESCRIBES", root)]
    for part in bill.parts {
      relationships.append(relationship(root, "CONTAINS", id(part.id)))
      for other in part.needs {
        relationships.append(relationship(id(part.id), "DEPENDS_ON", id(other)))
      }
    }
    return .object([
      "spdxVersion": .string("SPDX-2.3"), "dataLicense": .string("CC0-1.0"),
      "SPDXID": .string("SPDXRef-DOCUMENT"), "name": .string(contents.image.text),
      "documentNamespace": .string("https://merlon.dev/spdx/\(contents.digest.hex)"),
      "creationInfo": .object([
        "created": .string(seconds.description), "creators": .array([.string("Tool: merlon")]),
      ]),
      "packages": .array(
        [image(contents, id: root)] + bill.parts.map(package)),
      "relationships": .array(relationships),
    ])
  }

  private static func id(_ part: String) -> String { "SPDXRef-\(part)" }

  private static func relationship(_ from: String, _ type: String, _ to: String) -> JSON {
    .object([
      "spdxElementId": .string(from), "relationshipType": .string(type),
      "relatedSpdxElement": .string(to),
    ])
  }

  private static func image(_ contents: ImageContents, id: String) -> JSON {
    .object([
      "SPDXID": .string(id), "name": .string(contents.image.text),
      "versionInfo": .string(contents.key.short), "filesAnalyzed": .boolean(false),
      "downloadLocation": .string("NOASSERTION"),
      "primaryPackagePurpose": .string("OPERATING-SYSTEM"),
      "summary": .string("sealed unikernel for \(contents.target.rawValue)"),
      "checksums": .array([checksum(contents.digest)]),
    ])
  }

  private static func package(_ part: BillOfMaterials.Part) -> JSON {
    var members: [String: JSON] = [
      "SPDXID": .string(id(part.id)), "name": .string(part.name),
      "filesAnalyzed": .boolean(false), "downloadLocation": .string("NOASSERTION"),
      "summary": .string(part.summary),
    ]
    members["versionInfo"] = part.version.map(JSON.string)
    members["externalRefs"] = part.url.map {
      .array([
        .object([
          "referenceCategory": .string("PACKAGE-MANAGER"), "referenceType": .string("purl"),
          "referenceLocator": .string($0),
        ])
      ])
    }
    // The digest of a folder is no checksum of a file that somebody could download.
    members["comment"] = part.digest.map { .string("digest of its folder: \($0)") }
    return .object(members)
  }

  private static func checksum(_ digest: Digest) -> JSON {
    .object(["algorithm": .string("SHA256"), "checksumValue": .string(digest.hex)])
  }
}

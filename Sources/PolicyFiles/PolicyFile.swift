package import Policy
package import Vocabulary

/// A file of the policy repository that holds documents.
package enum PolicyFile {
  /// Tells whether the file at `path` is one: its name ends in `.yaml` or `.yml`.
  package static func isDocument(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }

  /// Reads the documents of a file.
  ///
  /// - Throws: `Rejection` with everything that is wrong.
  /// - Complexity: O(bytes).
  package static func documents(_ bytes: [UInt8], file: String) throws(Rejection) -> [Document] {
    let problems = Problems()
    var documents: [Document] = []
    for document in try YAMLParser.parse(bytes, file: file) {
      guard let header = Header(document, problems: problems) else { continue }
      if let document = decode(header, problems) { documents.append(document) }
    }
    guard problems.diagnostics.isEmpty else { throw Rejection(problems.diagnostics) }
    return documents
  }

  /// Reads a module's `module.yaml`.
  ///
  /// - Throws: `Rejection` with everything that is wrong.
  package static func module(_ bytes: [UInt8], file: String) throws(Rejection) -> ModuleManifest {
    let problems = Problems()
    let documents = try YAMLParser.parse(bytes, file: file)
    var manifest: ModuleManifest?
    if documents.count != 1 {
      problems.note(
        at: SourceLocation(file: file), "a module.yaml holds one document, not \(documents.count)")
    } else if let header = Header(documents[0], problems: problems) {
      if header.kind == "Module" {
        manifest = ModuleDecoder.decode(header)
      } else {
        problems.note(at: header.kindLocation, "a module.yaml is of kind Module")
      }
    }
    guard let manifest, problems.diagnostics.isEmpty else { throw Rejection(problems.diagnostics) }
    return manifest
  }

  private static func decode(_ header: Header, _ problems: Problems) -> Document? {
    switch header.kind {
    case "Fleet": return FleetDecoder.decode(header).map(Document.fleet)
    case "UnikernelImage": return ImageDecoder.decode(header).map(Document.image)
    case "SecurityRequirement": return RequirementDecoder.decode(header).map(Document.requirement)
    case "Host": return HostDecoder.decode(header).map(Document.host)
    default:
      let known = ["Fleet", "Host", "SecurityRequirement", "UnikernelImage"]
      problems.note(
        at: header.kindLocation, "there is no kind \(header.kind)",
        hint: Spelling.suggestion(for: header.kind, among: known)
          ?? "the kinds are \(Spelling.list(known))")
      return nil
    }
  }
}

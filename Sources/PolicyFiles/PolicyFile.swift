package import Policy
package import Vocabulary

/// A file of the policy repository that holds documents.
package enum PolicyFile {
  /// Tells whether the file at `path` may be one: it is YAML, but not hidden, because `.github` and
  /// its like belong to other programs.
  package static func mayHoldDocuments(_ path: String) -> Bool {
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else { return false }
    var previous = UInt8(ascii: "/")
    for byte in path.utf8 {
      if byte == UInt8(ascii: "."), previous == UInt8(ascii: "/") { return false }
      previous = byte
    }
    return true
  }

  /// Reads the documents of a file.
  ///
  /// - Throws: `Rejection` with everything that is wrong.
  /// - Complexity: O(bytes).
  package static func documents(_ bytes: [UInt8], file: String) throws(Rejection) -> [Document] {
    let problems = Problems()
    var documents: [Document] = []
    for document in try YAMLParser.parse(bytes, file: file) {
      if let document = DocumentKinds.read(document, problems) { documents.append(document) }
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
    if documents.count == 1 {
      manifest = DocumentKinds.readModule(documents[0], problems)
    } else {
      problems.note(
        at: SourceLocation(file: file), "a module.yaml holds one document, not \(documents.count)")
    }
    guard let manifest, problems.diagnostics.isEmpty else { throw Rejection(problems.diagnostics) }
    return manifest
  }

  /// What of a file's text is better otherwise, though its documents can be read: a byte order
  /// mark, line ends of Windows.
  ///
  /// - Complexity: O(bytes).
  package static func warnings(_ bytes: [UInt8], file: String) -> [Diagnostic] {
    SourceText.warnings(bytes, file: file)
  }
}

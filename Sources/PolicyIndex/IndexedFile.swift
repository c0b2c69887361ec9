package import Policy
package import Vocabulary

/// What a blob holds that was parsed before.
package struct IndexedFile: Hashable, Sendable {
  /// Its documents.
  package let documents: [Document]
  /// What is odd about its text.
  package let warnings: [Diagnostic]
}

extension IndexWriter {
  /// Writes a warning; that it is no error goes without saying.
  mutating func write(_ warning: Diagnostic) {
    write(warning.location)
    write(warning.message)
    write(warning.hint) { $1.write($0) }
    write(warning.fix) { fix, writer in
      writer.write(fix.old)
      writer.write(fix.new)
    }
  }
}

extension IndexReader {
  mutating func warning() throws(IndexDamage) -> Diagnostic {
    Diagnostic(
      .warning, at: try location(), try string(),
      hint: try optional { reader throws(IndexDamage) in try reader.string() },
      fix: try optional { reader throws(IndexDamage) in
        Diagnostic.Fix(replace: try reader.string(), with: try reader.string())
      })
  }
}

package import Vocabulary

/// The difference between two lists of allowed signers.
package struct KeyChange: Hashable, Sendable {
  /// The lines that are new.
  package let added: [AllowedSigner]
  /// The lines that are gone.
  package let removed: [AllowedSigner]

  /// Compares two lists; the order of lines does not matter.
  package init(from old: AllowedSigners, to new: AllowedSigners) {
    added = new.entries.filter { !old.entries.contains($0) }
    removed = old.entries.filter { !new.entries.contains($0) }
  }

  /// Tells whether the lists say the same.
  package var isEmpty: Bool { added.isEmpty && removed.isEmpty }

  /// The change for the `details` of a `FleetEvent`.
  package var json: JSON {
    func list(_ signers: [AllowedSigner]) -> JSON { .array(signers.map { .string($0.line) }) }
    return .object(["added": list(added), "removed": list(removed)])
  }

  /// The change in one sentence.
  package var sentence: String {
    let parts =
      added.map { "\($0.name) may sign" } + removed.map { "\($0.name) may not sign any more" }
    return parts.isEmpty ? "nobody's right changed" : parts.joined(separator: "; ")
  }
}

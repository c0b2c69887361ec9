package import Vocabulary

/// Which monitor an image was linked for.
package struct ABINote: Equatable, Sendable {
  /// 1 is hvt, 2 is spt; others exist.
  package let target: UInt32
  /// 2 for hvt and spt today.
  package let version: UInt32

  /// The target, if it is one that Merlon knows in the version that it speaks.
  package var known: Target? {
    switch (target, version) {
    case (1, 2): .hvt
    case (2, 2): .spt
    default: nil
    }
  }

  static let layout = NoteLayout(
    name: "ABI", type: 0x3149_4241, alignment: 4, descriptionMax: 32)

  /// Reads the payload of an ABI note.
  package init(payload: [UInt8]) throws(ImageError) {
    guard payload.count >= 16, let target = payload.integer(UInt32.self, at: 0),
      let version = payload.integer(UInt32.self, at: 4)
    else { throw .note(name: "ABI", problem: "shorter than 16 bytes") }
    self.target = target
    self.version = version
  }
}

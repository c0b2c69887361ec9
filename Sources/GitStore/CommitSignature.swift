/// What a commit carries in the place of a signature.
package enum CommitSignature: Hashable, Sendable {
  /// Nothing.
  case none
  /// One armoured signature, of whatever kind.
  case armoured(String)
  /// Something that a careless reader could take for one.
  case malformed(String)
}

package import Vocabulary

/// What an append did.
package struct LedgerReceipt: Hashable, Sendable {
  /// The notes commit that was made; `nil` if there was nothing to record.
  package let commit: CommitID?
  /// The lines that were added, in their order.
  package let appended: [LedgerLine]
  /// The entries whose keys were recorded before.
  package let skipped: [LedgerEntry]
}

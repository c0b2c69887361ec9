package import Vocabulary

/// Everything that a ledger says.
package struct LedgerContents: Hashable, Sendable {
  /// The verified lines by their commits, each list in the order of the numbers.
  package internal(set) var lines: [CommitID: [LedgerLine]] = [:]
  /// All verified lines in the order of their numbers.
  package internal(set) var ordered: [LedgerLine] = []
  /// What is wrong with the ledger; empty if nothing is.
  package internal(set) var findings: [LedgerFinding] = []
}

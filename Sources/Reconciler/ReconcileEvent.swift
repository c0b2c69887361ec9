package import HostLink
package import Planning
package import Vocabulary

/// What a reconciler tells while it works.
package enum ReconcileEvent: Sendable {
  /// A commit was read and refused.
  case refused(Revision.Head, [Diagnostic])
  /// A commit was read and planned.
  case planned(Revision.Head, [PlanChange], [ImageName: [Reason]], [Diagnostic])
  /// A newer commit came before this one was built.
  case superseded(Revision.Head, by: CommitID)
  /// An image is in the store.
  case built(BuiltImage)
  /// Lines were added to the ledger; the notes commit.
  case recorded(CommitID, lines: Int)
  /// A host did, or did not, what it was asked.
  case outcome(InstanceOutcome, revision: CommitID)
  /// A host cannot be reached.
  case unreachable(HostName, HostLinkError)
  /// All hosts of a commit have answered; milliseconds since the commit was first seen.
  case done(CommitID, milliseconds: Int)
}

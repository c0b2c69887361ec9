package import Attestation
package import HostLink
package import Vocabulary

/// What a reconciler tells while it works.
package enum ReconcileEvent: Sendable {
  /// A commit was read and refused.
  case refused(Revision.Head, [Diagnostic])
  /// A commit was read and planned, or the clock changed what it wants.
  case planned(PlanNews)
  /// A newer commit came before this one was built.
  case superseded(Revision.Head, by: CommitID)
  /// An image is in the store.
  case built(BuiltImage)
  /// Lines were added to the ledger, or what a host signed to that host's; the notes commit.
  case recorded(CommitID, lines: Int, signedBy: HostName? = nil)
  /// A host did, or did not, what it was asked.
  case outcome(InstanceOutcome)
  /// A version failed and goes no further; hosts went back to the one before, or stay.
  case gaveUp(ImageName, reason: String, isRolledBack: Bool)
  /// A person asked to leave these images as they are.
  case held([ImageName])
  /// An order is not followed, and why.
  case orderRefused(StandingOrder, String)
  /// An image cannot go back to a commit.
  case cannotUndo(ImageName, CommitID)
  /// A host was found to do something else than was asked; a sentence for each instance.
  case drifted(HostName, [String])
  /// A host cannot be reached.
  case unreachable(HostName, HostLinkError)
  /// What a host has signed is not recorded, and why.
  case unheard(HostName, String)
  /// Another controller acts; what it is called.
  case standby(holder: String)
  /// The ledger is on the other side, up to a notes commit.
  case published(CommitID)
  /// The packs of the repository could not be put together; what git said.
  case unkept(String)
  /// All hosts of a commit have answered; milliseconds since the commit was first seen.
  case done(CommitID, milliseconds: Int)
}

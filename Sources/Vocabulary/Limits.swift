/// Every bound that Merlon puts on what it reads or keeps, in one place.
///
/// A limit that is met is named in the message, so that whoever meets it finds it here.
package enum Limits {
  // MARK: JSON

  /// Nesting of arrays and objects in one JSON text.
  package static let jsonDepthMax = 64
  /// Bytes of one JSON text: an envelope, a message, a manifest.
  package static let jsonBytesMax = 8 << 20

  // MARK: Ledger

  /// Diagnostics that are recorded with a verdict; its reason tells how many there were.
  package static let diagnosticsRecordedMax = 100
  /// Images that one verdict's reason, or one report of a pass, tells the changes of; the rest is
  /// counted.
  package static let imagesToldMax = 16
  /// Commits without a verdict that a pass takes up; a branch that is further from its last verdict
  /// counts as one that was never reconciled.
  package static let unjudgedCommitsMax = 10_000

  // MARK: Policy repository

  /// Bytes of one policy document file; checked on the object's header, before it is inflated.
  package static let documentBytesMax = 1 << 20
  /// Documents in one file.
  package static let documentsPerFileMax = 10_000
  /// Nesting of mappings and sequences in one document.
  package static let documentDepthMax = 32
  /// Aliases (`*name`) in one file: so few cannot expand to more than can be counted.
  package static let aliasesPerFileMax = 16
  /// Nodes of one document after aliases are expanded.
  package static let documentNodesMax = 200_000
  /// Folders within folders in a policy tree.
  package static let treeDepthMax = 32
  /// Entries in one policy tree, folders included.
  package static let treeEntriesMax = 1_000_000
  /// Bytes of one file that is sealed into an image.
  package static let sealedFileBytesMax = 4 << 20
  /// Bytes of all files that are sealed into one image.
  package static let sealedBytesMax = 16 << 20

  /// TCP ports of one image.
  package static let portsPerImageMax = 16
  /// Instances of one image.
  package static let replicasMax = 1_000
  /// Bytes of the path of one probe.
  package static let probePathBytesMax = 256
  /// Memory of one instance, in MiB.
  package static let memoryMiBMax = 4096

  // MARK: Model

  /// Modules that one module may require, and that it may conflict with.
  package static let relationsMax = 64
  /// Modules in one image.
  package static let modulesPerImageMax = 256
}

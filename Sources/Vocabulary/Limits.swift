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
  /// What one verdict says that its commit weakens, and images that each of it names.
  package static let calloutsRecordedMax = 100
  /// Images that one verdict's reason, or one report of a pass, tells the changes of; the rest is
  /// counted.
  package static let imagesToldMax = 8
  /// Commits without a verdict that a pass takes up; a branch that is further from its last verdict
  /// counts as one that was never reconciled.
  package static let unjudgedCommitsMax = 10_000
  /// How often in a row somebody may write to the ledger while a pass builds what it then records.
  package static let overtakenMax = 10
  /// Seconds for which images may be left as they are, by one order.
  package static let suspensionSecondsMax: Int64 = 30 * 86_400

  // MARK: Policy repository

  /// Bytes of one policy document file; checked on the object's header, before it is inflated.
  package static let documentBytesMax = 1 << 20
  /// Documents in one file.
  package static let documentsPerFileMax = 10_000
  /// Nesting of mappings and sequences in one document.
  package static let documentDepthMax = 32
  /// Aliases (`*name`) in one file: so few cannot expand to more than can be counted.
  package static let aliasesPerFileMax = 16
  /// Directives (`%TAG`) in one file: no document needs one, and each is compared with all others.
  package static let directivesPerFileMax = 16
  /// Nodes of one document after aliases are expanded.
  package static let documentNodesMax = 200_000
  /// Errors that are told of one file.
  package static let diagnosticsPerFileMax = 1_000
  /// Characters of one message about a document.
  package static let messageCharactersMax = 400
  /// Characters of what such a message quotes at once.
  package static let quotedCharactersMax = 80
  /// Folders within folders in a policy tree.
  package static let treeDepthMax = 32
  /// Entries in one policy tree, folders included.
  package static let treeEntriesMax = 1_000_000
  /// Bytes of one file that is sealed into an image.
  package static let sealedFileBytesMax = 4 << 20
  /// Bytes of an image that another toolchain linked.
  package static let prebuiltBytesMax = 32 << 20
  /// Bytes of all files that are sealed into one image.
  package static let sealedBytesMax = 16 << 20

  /// Signers and owners that the rules of signing name, paths of one owner, and commits that are
  /// looked through for approvals of one.
  package static let signersMax = 64
  /// Commits of a branch that are followed from one that is trusted.
  package static let historyMax = 100_000
  /// Seconds that a commit may be dated ahead of whoever judges it.
  package static let clockSkewSecondsMax: Int64 = 600
  /// Seconds for which an order that a person pushed may wait for the controller.
  package static let orderSecondsMax: Int64 = 86_400
  /// Seconds for which a lease holds without being renewed.
  package static let leaseSecondsMax = 86_400
  /// Catalogs of a fleet.
  package static let catalogsMax = 64
  /// TCP ports of one image.
  package static let portsPerImageMax = 16
  /// For how many seconds instances of a canary step are watched.
  package static let gateSeconds = 5...3_600
  /// Instances of one image.
  package static let replicasMax = 1_000
  /// Steps in which an image's canaries grow.
  package static let canaryStepsMax = 16
  /// Bytes of the path of one probe.
  package static let probePathBytesMax = 256
  /// Memory of one instance, in MiB.
  package static let memoryMiBMax = 4096

  // MARK: Validity

  /// Years that are searched for the next opening of a schedule: 29 February falls on each day of
  /// the week within 40.
  package static let scheduleYearsMax = 41
  /// Days for which windows that join are followed; who needs to know more asks again.
  package static let scheduleRunDaysMax = 366
  /// Minutes for which one window of a schedule may be open.
  package static let scheduleMinutesMax = 366 * 24 * 60
  /// Seconds for which a built image is valid, at least: it must be renewed before.
  package static let validForSecondsMin = 60
  /// Days for which a built image is valid, at most.
  package static let validForDaysMax = 400

  // MARK: Catalogs

  /// Seconds that one `git fetch` of a catalog may take.
  package static let catalogFetchSecondsMax = 120
  /// Bytes that are fetched of a catalog at once, packed.
  package static let catalogBytesMax = 256 << 20
  /// Modules in one catalog.
  package static let modulesPerCatalogMax = 4_096

  // MARK: Model

  /// Modules that one module may require, and that it may conflict with.
  package static let relationsMax = 64
  /// Modules in one image.
  package static let modulesPerImageMax = 256
  /// Versions and alternatives that are tried for one image before the choice is given up.
  package static let solverStepsMax = 10_000
}

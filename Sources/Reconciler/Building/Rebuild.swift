package import Attestation
import GitStore
package import Keys
import Ledger
package import Planning
package import Vocabulary

/// A second build of an image that the ledger says was built: by somebody else, of the same commit,
/// compared by its bytes.
package struct Rebuild: Sendable {
  /// What the controller recorded.
  package let recorded: BuildProvenance
  /// The digest of the bytes that came out.
  package let digest: Digest
  /// The toolchain that made them.
  package let toolchain: Digest
  /// What went in differently, in words; empty if nothing that is recorded.
  package let differences: [String]

  /// Whether the bytes are the same.
  package var isSame: Bool { digest == recorded.imageDigest }

  /// What came of it, in one sentence.
  package var reason: String {
    guard !isSame else {
      return "built again of the same commit: the same bytes, by toolchain \(toolchain.short)"
    }
    let why =
      differences.isEmpty
      ? "nothing that is recorded explains it" : differences.joined(separator: "; ")
    return "built again of the same commit: \(digest.short) instead of "
      + "\(recorded.imageDigest.short); \(why)"
  }

  /// What was built, held against what the controller recorded of it.
  package init(
    of recorded: BuildProvenance, as built: BuiltImage, from entry: BuildProvenance
  ) {
    self.recorded = recorded
    digest = built.digest
    toolchain = built.toolchain
    var differences: [String] = []
    if recorded.toolchain != entry.toolchain {
      differences.append(
        "the toolchain is \(entry.toolchain.prefix(19)), and was \(recorded.toolchain.prefix(19))")
    }
    if recorded.parameters != entry.parameters {
      differences.append("options, requirements or validity are others")
    }
    let old = Dictionary(
      recorded.dependencies.map { ($0.name ?? "", $0.digest) }, uniquingKeysWith: { $1 })
    for dependency in entry.dependencies where dependency.name != "toolchain" {
      if let name = dependency.name, old[name] != dependency.digest {
        differences.append("\(name) has other files")
      }
    }
    if differences.isEmpty, recorded.imageKey != entry.imageKey {
      differences.append("the sources of its libraries are others, as the image key shows")
    }
    self.differences = differences
  }
}

extension Rebuild {
  /// Who vouches, as verification summaries name it.
  private static let verifier = "https://merlon.dev/rebuilder/v1"

  /// Builds a recorded image with a builder whose store and cache hold nothing of it.
  ///
  /// - Parameters:
  ///   - planned: The image as its commit wants it, at the time of the recorded build.
  package static func run(
    _ recorded: BuildProvenance, planned: PlannedImage, of revision: Revision,
    by builder: ImageBuilder
  ) async throws(BuildFailure) -> Rebuild {
    let built = try await builder.build(planned, of: revision)
    let entry = Records(repository: recorded.repository).build(built, of: planned, from: revision)
    guard let provenance = BuildProvenance(entry.statement) else {
      preconditionFailure("what we record we can read")
    }
    return Rebuild(of: recorded, as: built, from: provenance)
  }

  /// Records the outcome in the rebuilder's own ledger; returns the notes commit.
  ///
  /// On the policy commit that names the key, which the image's own may be older than.
  /// - Parameter head: That commit.
  /// - Throws: `.unknownKey` if the policy does not name the key for that ledger.
  package func record(
    as name: HostName, signedBy key: SigningKey, head: CommitID, repositoryAt path: String
  ) throws(ReconcileError) -> CommitID? {
    let reference = LedgerReference.rebuilder(name)
    do {
      let repository = try Repository(openingAt: path)
      let signers = try LedgerSigners.signers(of: reference, in: head, repository)
      guard !signers.signers(with: key.publicKey).isEmpty else {
        throw ReconcileError.unknownKey(line: reference.signerLine(for: key.publicKey))
      }
      let summary = VerificationSummary(
        subject: .image(recorded.image, recorded.imageDigest), verifier: Self.verifier, time: .now,
        resource: "\(recorded.repository)#image/\(recorded.image)",
        policy: .commit(head, repository: recorded.repository),
        verdict: isSame ? .passed : .failed, reason: reason, images: [recorded.image],
        builtFor: recorded.commit)
      let ledger = Ledger(repositoryAt: path, reference: reference, signers: signers)
      return try ledger.append(
        [LedgerEntry(about: head, statement: summary.statement)], signedBy: key,
        as: LedgerAuthor(name: "merlon", email: reference.principal), at: .now
      ).commit
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch let error as GitError {
      throw .git(error)
    } catch let error as ReconcileError {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }
}

import ArgumentParser
import Attestation
import Disk
import Foundation
import GitStore
import ImageStore
import Keys
import Ledger
import Planning
import Reconciler
import Vocabulary

/// `merlon audit rebuild`: whether the recorded bytes come out again.
struct AuditRebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Build a recorded image again, compare the bytes, and sign what came of it.",
    discussion: """
      Takes the newest build of the image that the ledger has, or that of a commit, and builds it
      anew from that commit with this machine's toolchain, in a store and a cache of its own. With
      --sign and --key the outcome is recorded in the rebuilder's own ledger; push it with
      `git push origin refs/notes/merlon/rebuilders/NAME`. Exits 1 when the bytes differ.

      EXAMPLES
        merlon audit rebuild web
        merlon audit rebuild web --commit 012b6e799bfe --output json
        merlon key generate --rebuilder lab --key lab.key >> .merlon/allowed_signers
        merlon audit rebuild web --sign lab --key lab.key
        merlon audit rebuilds
      """)

  @OptionGroup var repository: RepositoryOptions
  @OptionGroup var building: BuilderOptions
  @Option(help: "text or json.") var output = OutputFormat.text
  @Option(help: ArgumentHelp("The policy commit that it was built for.", valueName: "REV"))
  var commit: String?
  @Option(
    help: ArgumentHelp("Record it as the rebuilder of this name.", valueName: "NAME"))
  var sign: String?
  @Option(help: ArgumentHelp("The rebuilder's key.", valueName: "FILE")) var key: String?
  @Argument(help: ArgumentHelp("The image.", valueName: "IMAGE")) var image: String

  func validate() throws {
    guard (sign == nil) == (key == nil) else {
      throw ValidationError("--sign and --key go together: who says so, and with which key")
    }
  }

  func run() async throws {
    let opened = try repository.open()
    let signer = try rebuilder(opened)
    do {
      let recorded = try provenance(opened)
      let result = try await rebuild(recorded, opened)
      var note: CommitID?
      if let (name, key) = signer {
        let head = try Repository(openingAt: opened.path).branch(opened.branch)
        note = try result.record(
          as: name, signedBy: key, head: head, repositoryAt: opened.path)
      }
      report(result, note)
      guard result.isSame else { throw Failure.negative }
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    } catch let error as BuildFailure {
      throw Failure.cannotRun(error.description)
    } catch let error as ReconcileError {
      throw Failure.cannotRun(error.description)
    } catch let error as LedgerError {
      throw Failure.cannotRun(error.description)
    } catch let rejection as Rejection {
      DiagnosticReport(output).write(rejection.diagnostics, summary: "")
      throw Failure.negative
    }
  }
}

extension AuditRebuildCommand {
  private func rebuilder(
    _ opened: RepositoryOptions.Opened
  ) throws -> (HostName, SigningKey)? {
    guard let sign, let key else { return nil }
    guard let name = HostName(sign) else {
      throw Failure.cannotRun("'\(Printable.text(sign))' is no name, as lab-1 is")
    }
    return (name, try opened.key(at: key))
  }

  /// The newest build of the image that the controller signed.
  private func provenance(_ opened: RepositoryOptions.Opened) throws -> BuildProvenance {
    let git = try Repository(openingAt: opened.path)
    let head = try git.branch(opened.branch)
    let lines: [LedgerLine]
    let ledger = try PolicyTrust.ledger(before: head, repositoryAt: opened.path, git)
    if let commit {
      lines = try ledger.lines(of: git.resolve(commit))
    } else {
      lines = try ledger.read().ordered
    }
    let builds = lines.compactMap { BuildProvenance($0.statement) }
    guard let found = builds.last(where: { $0.image.text == image }) else {
      let names = Set(builds.map(\.image.text)).sorted()
      throw names.isEmpty
        ? Failure.cannotRun("no build is recorded\(commit.map { " for \($0)" } ?? "")")
        : Failure.unknown("built image", image, among: names)
    }
    return found
  }

  private func rebuild(
    _ recorded: BuildProvenance, _ opened: RepositoryOptions.Opened
  ) async throws -> Rebuild {
    let folder =
      FileManager.default.temporaryDirectory.path
      + "/merlon-rebuild-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do throws(DiskError) { try Folder.make(folder, mode: 0o700) } catch {
      throw Failure.cannotRun("\(error.path): \(error.reason); set TMPDIR to another folder")
    }
    var lookup = RevisionLookup(opened)
    let side = try await lookup.side(
      .revision(recorded.commit.hex), after: nil, at: recorded.startedOn)
    guard let planned = side.step.plan[recorded.image] else {
      throw Failure.cannotRun(
        "commit \(recorded.commit.short) wants no image \(recorded.image) at "
          + "\(recorded.startedOn); the record is wrong")
    }
    let (builder, _) = try await building.builder(
      for: opened, into: try ImageStore(at: folder + "/images"), cache: folder + "/cache")
    return try await Rebuild.run(
      recorded, planned: planned, of: side.revision, by: builder)
  }

  private func report(_ result: Rebuild, _ note: CommitID?) {
    let terminal = Terminal()
    let recorded = result.recorded
    guard output == .text else {
      return terminal.say(
        JSON.object([
          "schema": .string("https://merlon.dev/schema/rebuild/v1"),
          "image": .string(recorded.image.text), "commit": .string(recorded.commit.hex),
          "isSame": .boolean(result.isSame), "recorded": .string(recorded.imageDigest.description),
          "rebuilt": .string(result.digest.description),
          "toolchain": .string(result.toolchain.description), "reason": .string(result.reason),
          "differences": .array(result.differences.map(JSON.string)),
          "notes": note.map { .string($0.hex) } ?? .null,
        ]).indented)
    }
    let word =
      result.isSame ? terminal.styled("same", .good) : terminal.styled("different", .bad)
    terminal.say("\(word): \(recorded.image) of \(recorded.commit.short), \(result.reason)")
    terminal.say("  recorded \(recorded.imageDigest)\n  rebuilt  \(result.digest)")
    if let note { terminal.say("  recorded in \(note.short)") }
  }
}

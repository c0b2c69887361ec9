import Disk
import Glibc
import Subprocess
import Vocabulary

/// Puts the small packs of a repository together: each append to a ledger leaves one, and each is
/// looked into by everybody who reads.
///
/// git does it, by its own rules for readers and writers that are at work meanwhile: the new pack
/// is there before the old ones go, so that it can be killed at any moment. Packs are merged by
/// their sizes, which writes each object anew as often as the ledger doubles, not at each append.
/// Once a day git collects garbage as well: superseded leases, and drafts of writers that were
/// killed.
package struct PackKeeper: Sendable {
  /// As many packs as may lie beside each other.
  package static let packsMax = 50
  private static let secondsMax = 1800
  private static let secondsBetweenCollections = 86_400

  private let gitFolder: String
  private let stamp: String
  private let git: GitProcess

  /// Makes a keeper of the packs below a git folder.
  ///
  /// - Parameters:
  ///   - stateFolder: Where it notes when garbage was last collected.
  ///   - environment: The caller's; what git needs of it is passed on.
  package init(gitFolder: String, stateFolder: String, environment: [String: String]) {
    self.init(
      gitFolder: gitFolder, stateFolder: stateFolder, environment: environment,
      limit: ["--kill-after=5", "\(Self.secondsMax)"])
  }

  init(gitFolder: String, stateFolder: String, environment: [String: String], limit: [String]) {
    self.gitFolder = gitFolder
    stamp = stateFolder + "/packs.collected"
    git = GitProcess(
      gitFolder: gitFolder,
      variables: GitEnvironment.variables(of: environment, protocols: "none"), limit: limit)
  }

  /// Whether there are so many packs that it is time.
  package var isDue: Bool {
    Folder.names(in: gitFolder + "/objects/pack").count { $0.hasSuffix(".idx") } > Self.packsMax
  }

  /// Puts packs together.
  ///
  /// - Returns: What git said if it failed; nothing is lost then, and the next try begins anew.
  package func run() async -> String? {
    if let words = await git(["repack", "--geometric=2", "-d", "-f", "-n", "--quiet"]) {
      return words
    }
    let last = (try? OpenFile(stamp).modified) ?? 0
    guard time(nil) - last >= Self.secondsBetweenCollections else { return nil }
    // What nobody reaches goes a day after it was written: a writer may still be about to use it.
    // And nothing more: killed while it packs references, shortens their logs or writes a graph, it
    // would leave a lock that keeps it, or who moves a reference, out from then on.
    let settings = [
      "gc.cruftPacks=true", "gc.pruneExpire=1.day.ago", "gc.packRefs=false",
      "gc.writeCommitGraph=false", "gc.reflogExpire=never", "gc.reflogExpireUnreachable=never",
    ].flatMap { ["-c", $0] }
    if let words = await git(settings + ["gc", "--quiet"]) { return words }
    do throws(DiskError) { try DurableFile.writeUnforced([], to: stamp) } catch {
      return error.description
    }
    return nil
  }

  private func git(_ command: [String]) async -> String? {
    do {
      let result = try await git.run(command, output: .discarded)
      return result.terminationStatus == .exited(0)
        ? nil : GitEnvironment.words(of: result.standardError)
    } catch {
      return "git cannot be run: \(error)"
    }
  }
}

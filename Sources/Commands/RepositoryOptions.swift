import ArgumentParser
import Disk
import Foundation
import GitFetch
import GitStore
import Keys
import Reconciler
import Vocabulary

/// Which repository a command works on, and where its state is.
struct RepositoryOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The policy repository.", valueName: "DIR"))
  var repo = "."

  /// The repository's place and its current branch.
  struct Opened {
    let path: String
    let branch: String
    let gitFolder: String
    let stateFolder: String
    let isBare: Bool
  }

  /// Opens the repository, and makes the folder of Merlon's state in its git folder.
  func open() throws -> Opened { try Self.open(repo) }

  /// Opens the repository at a path in the same way.
  static func open(_ path: String) throws -> Opened {
    do throws(GitError) {
      let repository = try Repository(openingAt: path)
      let folder = repository.commonDirectory + "/merlon"
      do throws(DiskError) { try Folder.make(folder, mode: 0o700) } catch {
        throw GitError(.system, .create, folder, error.reason)
      }
      return Opened(
        path: path, branch: try repository.headBranch() ?? "main",
        gitFolder: repository.commonDirectory, stateFolder: folder,
        isBare: repository.workTree == nil)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }
}

extension RepositoryOptions.Opened {
  /// Where the controller's key is unless somebody says otherwise.
  var defaultKeyPath: String { stateFolder + "/controller.key" }

  /// Fetches catalogs for it, in the environment of this command.
  var catalogs: CatalogFetcher {
    CatalogFetcher(repositoryAt: path, environment: ProcessInfo.processInfo.environment)
  }

  /// Puts its packs together, in the environment of this command.
  var keeper: PackKeeper {
    PackKeeper(
      gitFolder: gitFolder, stateFolder: stateFolder,
      environment: ProcessInfo.processInfo.environment)
  }

  /// Compares the policy in force with what hosts do; asks all of them.
  func fleetStatus() throws -> FleetStatus {
    do throws(ReconcileError) {
      return try FleetStatus.read(
        repositoryAt: path, branch: branch, stateFolder: stateFolder)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  /// Reads the controller's key.
  func key(at path: String?) throws -> SigningKey {
    do throws(KeyError) {
      return try SigningKey(readingFile: path ?? defaultKeyPath)
    } catch {
      let hint = error.kind == .missing ? "; `merlon key generate` makes one" : ""
      throw Failure.cannotRun(error.description + hint)
    }
  }
}

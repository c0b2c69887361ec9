import GitFetch
import GitStore
import Policy
import Vocabulary

/// Fetches the catalogs that a policy pins in other repositories, when they are not here yet.
package struct CatalogFetcher: Sendable {
  private let path: String
  private let environment: [String: String]

  /// Makes a fetcher for the policy repository at `path`.
  ///
  /// - Parameter environment: The caller's; what git and ssh need of it is passed on to them.
  package init(repositoryAt path: String, environment: [String: String]) {
    self.path = path
    self.environment = environment
  }

  /// Runs `read`, and once more after fetching if it lacks catalogs.
  ///
  /// - Throws: What `read` throws; `ReadError.rejected` for pins that must not be used,
  ///   `ReadError.unavailable` if a catalog could not be fetched.
  package func reading<Value>(
    _ read: () throws(ReadError) -> Value
  ) async throws(ReadError) -> Value {
    do throws(ReadError) { return try read() } catch {
      guard case .absent(let references) = error else { throw error }
      try await fetch(references)
    }
    do throws(ReadError) { return try read() } catch {
      guard case .absent(let references) = error, let first = references.first else { throw error }
      throw .unavailable(
        Diagnostic(at: first.location, "the copy of catalog \(first.name) was removed meanwhile"))
    }
  }

  /// Where the copies of a policy repository's catalogs are.
  static func folder(of repository: borrowing Repository) -> String {
    repository.commonDirectory + "/merlon/catalogs"
  }

  private func fetch(_ references: [CatalogReference]) async throws(ReadError) {
    let mirrors = try ReadError.own { () throws(GitError) in
      Mirrors(folder: Self.folder(of: try Repository(openingAt: path)))
    }
    var problems: [Diagnostic] = []
    for reference in references {
      guard case .git(let source) = reference.source else { continue }
      do throws(FetchError) {
        try await mirrors.fetch(source, environment: environment)
      } catch {
        let name = "catalog \(reference.name)"
        switch error {
        case .refused(let message, let hint):
          problems.append(Diagnostic(at: reference.location, "\(name): \(message)", hint: hint))
        case .failed(let words):
          throw .unavailable(
            Diagnostic(
              at: reference.location, "\(name) could not be fetched from \(source.url): \(words)",
              hint: "see what `git ls-remote \(source.url)` says on this machine"))
        case .git(let error): throw .git(error)
        }
      }
    }
    guard problems.isEmpty else { throw .rejected(Rejection(problems)) }
  }
}

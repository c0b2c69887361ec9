import Foundation
import Vocabulary

extension Fleet {
  /// A line that a host has signed, as far as tests look at it.
  package struct HostStatement: Sendable {
    /// Its number in the host's ledger.
    package let sequence: Int
    /// The policy commit that it is about.
    package let commit: String
    /// What happened to an instance; `nil` for what probes saw.
    package let event: String?
    /// The image's digest.
    package let digest: String?
  }

  /// What is in the ledger of a host, by its numbers.
  package func statements(of host: String) async throws -> [HostStatement] {
    let reference = "merlon/hosts/\(host)"
    let known = try await run("git", ["-C", path, "show-ref", "refs/notes/" + reference])
    guard known.status == 0 else { return [] }
    var found: [HostStatement] = []
    for entry in try await git("notes", "--ref", reference, "list").split(separator: "\n") {
      let commit = String(entry.split(separator: " ")[1])
      let note = try await git("notes", "--ref", reference, "show", commit)
      for line in note.split(separator: "\n") {
        let payload = try JSON.parse(String(line))["payload"]?.string
        guard let bytes = payload.flatMap({ Data(base64Encoded: $0) }) else { continue }
        let statement = try JSON.parse(String(decoding: bytes, as: UTF8.self))
        let predicate = statement["predicate"]
        found.append(
          HostStatement(
            sequence: predicate?["merlon_ledger"]?["sequence"]?.integer ?? 0, commit: commit,
            event: predicate?["event"]?.string,
            digest: statement["subject"]?.array?.first?["digest"]?["sha256"]?.string))
      }
    }
    return found.sorted { $0.sequence < $1.sequence }
  }
}

import Attestation
import Foundation
import Glibc
import GitStore
import Keys
import Ledger
import Testing
import Vocabulary

/// A writer that is killed at any moment leaves a ledger that the next one continues.
@Suite struct LedgerCrashTests {
  @Test func `survives kill -9, loses nothing and doubles nothing`() async throws {
    let fixture = try LedgerFixture()
    let keyFile = fixture.path + "/key"
    try fixture.key.write(toFile: keyFile, comment: "")
    var recorded = 0
    for round in 0..<4 {
      let (path, first) = (fixture.repository, fixture.commits[0].hex)
      let commit = try #require(CommitID(hex: first))
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          path = path as String, keyFile = keyFile as String, first = first as String,
          round = round as Int
        ]
        in
        let key = try SigningKey(readingFile: keyFile)
        let commit = try #require(CommitID(hex: first))
        let ledger = Ledger(
          repositoryAt: path,
          signers: AllowedSigners([AllowedSigner(principals: ["a@b"], key: key.publicKey)]))
        // The parent cannot see when the child is where, so the child kills itself from beside.
        Thread.detachNewThread {
          usleep(UInt32(20_000 + 13_000 * round))
          kill(getpid(), SIGKILL)
        }
        for number in 0... {
          let entry = LedgerEntry(
            about: commit,
            statement: Statement(
              subjects: [.commit(commit)], predicateType: "p", predicate: [:]),
            key: "\(number)")
          _ = try ledger.append(
            [entry], signedBy: key, as: LedgerAuthor(name: "a", email: "a@b"),
            at: Instant(milliseconds: 1_790_000_000_000))
        }
      }
      let contents = try fixture.ledger.read()
      #expect(contents.findings.isEmpty)
      #expect(contents.ordered.count >= recorded)
      recorded = contents.ordered.count
      #expect(contents.ordered.map(\.key) == (0..<recorded).map(String.init))
      #expect(contents.lines.keys.allSatisfy { $0 == commit })
    }
    let receipt = try fixture.append(0, "after", key: "after")
    #expect(receipt.appended.first?.sequence == recorded + 1)
    #expect(try fixture.ledger.verifyHistory().isEmpty)
    // What a killed writer had written but not yet named is no harm.
    let problems = try fixture.git("fsck", "--full", "--no-dangling")
    #expect(problems == "")
  }
}

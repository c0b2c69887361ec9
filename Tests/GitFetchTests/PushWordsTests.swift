import Foundation
import GitFetch
import GitStore
import TestSupport
import Testing
import Vocabulary

/// What is told of a push that the other side refused.
@Suite(.timeLimit(.minutes(10))) struct PushWordsTests {
  @Test func `what a hook says first is told, and what came of it, however much is between`()
    async throws
  {
    try await Remote.with { remote in
      try await remote.git("push", "--quiet", "origin", "main")
      let hook = """
        #!/bin/sh
        echo "closed for the weekend" >&2
        for line in 1 2 3 4 5 6 7 8 9; do echo "line $line of a long story" >&2; done
        exit 1

        """
      let place = URL(filePath: remote.bare + "/hooks/update")
      try Data(hook.utf8).write(to: place)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
      let head = try Repository(openingAt: remote.work).branch("main")
      let other = GitRemote(
        remote.bare, gitFolder: remote.work + "/.git", stateFolder: remote.root,
        environment: remote.environment)
      let answer = await other.push([
        GitRemote.Move("refs/heads/other", from: nil, to: head)
      ])
      guard case .refused(let words) = answer else {
        Issue.record("\(answer)")
        return
      }
      #expect(words.hasPrefix("remote: closed for the weekend; …; "), "\(words)")
      #expect(words.contains("hook declined"), "\(words)")
      #expect(!words.contains("line 3") && !words.contains("\n"), "\(words)")
      let absent = GitRemote(
        remote.root + "/nowhere", gitFolder: remote.work + "/.git", stateFolder: remote.root,
        environment: remote.environment)
      guard
        case .failed(let reason) = await absent.push([
          GitRemote.Move("refs/heads/other", from: nil, to: head)
        ])
      else {
        Issue.record("nothing is there")
        return
      }
      #expect(reason.contains("nowhere"), "\(reason)")
    }
  }
}

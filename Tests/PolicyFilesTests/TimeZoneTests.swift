import Foundation
import Policy
import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// Time zones are what the IANA database says.
@Suite struct TimeZoneTests {
  private func rules(_ name: String) throws -> ZoneRules? {
    let text = """
      apiVersion: merlon.dev/v1
      kind: UnikernelImage
      metadata: {name: a}
      spec: {modules: {}, schedule: {cron: 0 0 * * *, duration: 1h, timeZone: \(name)}}
      """
    let documents = try PolicyFile.documents(Array(text.utf8), file: "z.yaml")
    guard case .image(let image) = documents.first else { return nil }
    return image.validity.schedule?.zone
  }

  @Test(arguments: [
    "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Kathmandu",
    "America/Sao_Paulo", "Africa/Casablanca", "Etc/GMT+5", "Pacific/Apia", "Europe/Volgograd",
  ])
  func `offsets are those of zoneinfo`(name: String) async throws {
    let rules = try #require(try rules(name))
    let script = """
      import datetime, sys, zoneinfo
      zone = zoneinfo.ZoneInfo(sys.argv[1])
      for second in range(1577836800, 2145916800, 12 * 3600):
          at = datetime.datetime.fromtimestamp(second, zone)
          print(second, int(at.utcoffset().total_seconds()))
      """
    let label = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer {
      for end in [".out", ".err"] { try? FileManager.default.removeItem(atPath: label + end) }
    }
    let child = try Child(
      "/usr/bin/python3", ["-c", script, name], environment: [:], folder: "/", label: label)
    #expect(try await child.wait() == .exited(0), "\(child.error)")
    let lines = child.output.split(separator: "\n")
    #expect(lines.count > 13_000)
    var transitions = rules.transitions[...]
    var offset = rules.offsetSeconds
    for line in lines {
      let words = line.split(separator: " ").compactMap { Int($0) }
      while let next = transitions.first, next.at.milliseconds <= words[0] * 1000 {
        offset = next.offsetSeconds
        transitions.removeFirst()
      }
      guard offset == words[1] else {
        Issue.record("\(name) at \(words[0]): \(offset), not \(words[1])")
        return
      }
    }
  }

  @Test func `UTC has no transitions and is the default`() throws {
    #expect(try rules("UTC") == .utc)
    #expect(try rules("~") == .utc)
  }

  @Test(arguments: [
    ("Europe/Pari", "did you mean Europe/Paris?"), ("paris", "did you mean Europe/Paris?"),
    ("europe/paris", "did you mean Europe/Paris?"), ("EST", "use a name as Europe/Paris, or UTC"),
    ("GMT+3", "use a name as Europe/Paris, or UTC"),
    ("../../etc/passwd", "use a name as Europe/Paris, or UTC"),
  ])
  func `what is no zone is refused with a likely one`(name: String, hint: String) throws {
    let rejection = try #require(throws: Rejection.self) { try rules(name) }
    #expect(rejection.diagnostics.map(\.message) == ["there is no time zone \(name)"])
    #expect(rejection.diagnostics.map(\.hint) == [hint])
  }
}

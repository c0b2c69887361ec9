import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// A schema's patterns admit whatever the decoder accepts: nobody's editor may mark a good
/// document.
@Suite(.enabled(if: SchemaValidator.isThere)) struct FormTests {
  /// Documents with an `@` where a text goes, and texts that its form admits, or nearly does.
  static let fields: [(kind: String, spec: String, texts: [String])] = [
    ("Host", "{name: @}", ["a", "a-b", "0", "web-1", String(repeating: "a", count: 63)]),
    ("Host", "{name: a, labels: {@: b}}", ["a", "a.b/c_d", "merlon.dev/x", "A-1", "a/b"]),
    ("Host", "{name: a, labels: {b: @}}", ["", "a", "A_b.c-9", String(repeating: "z", count: 63)]),
    (
      "Host", "{name: a}; {agent: @}",
      [
        "/", "/run/a.sock", "//", "ssh://h/", "ssh://a.b@c-d.e:22/var/lib/merlon",
        "ssh://_:65535/a", "ssh://h:08/s+t",
      ]
    ),
    ("UnikernelImage", "{name: a}; {modules: {}, memory: @}", ["1MiB", "0MiB", "4GiB", "007MiB"]),
    ("UnikernelImage", "{name: a}; {modules: {}, validFor: @}", ["1m", "90s", "7d", "024h"]),
    (
      "UnikernelImage", "{name: a}; {modules: {}, notBefore: @}",
      ["2026-01-01T00:00:00Z", "2026-12-31T23:59:59.999Z", "2024-02-29T00:00:00Z"]
    ),
    (
      "UnikernelImage", "{name: a}; {modules: {}, versions: {m: @}}",
      ["*", "1", "^1.2", "~1.2.3", ">=1 <2", ">=1.0", "<2", "1.2.3", ">=1   <2"]
    ),
    (
      "UnikernelImage",
      "{name: a}; {modules: {}, schedule: {duration: 1h, cron: 0 0 * * *, timeZone: @}}",
      ["UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "Asia/Ust-Nera"]
    ),
    (
      "UnikernelImage", "{name: a}; {modules: {}, schedule: {duration: 1h, cron: @}}",
      ["0 0 * * *", "*/5 1-3,7 1 jan-mar mon", "  0\t0 1 1 7 "]
    ),
    (
      "SecurityRequirement", "{name: a}; {selector: {}, probes: [{expect: 200, get: @}]}",
      ["/", "/a?b=c&d", "/%20", "/~a/[b]"]
    ),
    (
      "SecurityRequirement", "{name: a}; {selector: {}, probes: [{expect: 200, get: /, as: @}]}",
      ["alice", "a b", "ä", ".alice", "...", ".gitx"]
    ),
    (
      "Fleet", "{name: a}; {catalogs: [{name: b, folder: @}]}",
      ["a", "a/b/", ".a", "..a", ".github/x", "ä b", "a/.gitx"]
    ),
    (
      "Fleet",
      "{name: a}; {catalogs: [{name: b, git: {commit: ffffffffffffffffffffffffffffffffffffffff, url: @}}]}",
      ["/a", "file:///a", "https://a.b:1/c", "ssh://u@h:2/p", "ssh://h/p", "git@h:p/q.git"]
    ),
  ]

  private func document(_ kind: String, _ spec: String, _ text: String) -> String {
    let quoted = "\"" + JSON.string(text).canonical.dropFirst().dropLast() + "\""
    let parts = spec.replacing("@", with: quoted).split(separator: "; ")
    return "apiVersion: merlon.dev/v1\nkind: \(kind)\nmetadata: \(parts[0])\n"
      + "spec: \(parts.count > 1 ? String(parts[1]) : "{}")\n"
  }

  @Test(arguments: fields.indices)
  func `what the decoder accepts has the pattern`(number: Int) async throws {
    let (kind, spec, texts) = Self.fields[number]
    var accepted: [SchemaValidator.Document] = []
    var generator = SplitMix64(seed: UInt64(number))
    for text in texts {
      for _ in 0..<60 {
        var characters = Array(text)
        let index = Int.random(in: 0...characters.count, using: &generator)
        let letter = "aZ09-_./: ~^<>=*@%+äé,".randomElement(using: &generator) ?? "a"
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: characters.insert(letter, at: index)
        case 1 where index < characters.count: characters[index] = letter
        case 2 where index < characters.count: characters.remove(at: index)
        default: break
        }
        let mutated = document(kind, spec, String(characters))
        if (try? PolicyFile.documents(Array(mutated.utf8), file: "f.yaml")) != nil {
          accepted.append(SchemaValidator.Document(schema: kind, text: mutated))
        }
      }
    }
    try #require(accepted.count > texts.count)
    let verdicts = try await SchemaValidator.verdicts(
      schemas: SchemaTests.schemas, documents: accepted)
    for (document, wrong) in zip(accepted, verdicts.documents) {
      #expect(wrong == nil, "\(document)")
    }
  }
}

import Foundation
import Policy
import PolicyFiles
import TestSupport
import Testing
import Vocabulary

/// Whatever a file holds, it is read or refused: no crash, no hang, and messages that are fit to be
/// shown.
///
/// `MERLON_TEST_SEEDS=1000 swift test --filter FuzzTests` runs longer; `MERLON_TEST_SEED=N` runs
/// one seed again.
@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
  /// What mutations begin from.
  static let corpus: [[UInt8]] =
    (CorpusDocument.good + CorpusDocument.bad).map { Array($0.text.utf8) }
    + ModuleFileTests.shipped.compactMap { try? Array(SourceTree.text(of: $0).utf8) }

  /// What is put in: the words of YAML, of our documents, and bytes that are neither.
  static let words: [[UInt8]] =
    [
      "[", "]", "{", "}", ":", ": ", ",", "- ", "? ", "&a ", "*a", "*a ", "<<: *a\n", "|\n", ">-\n",
      "\"", "'", "#", "%TAG ! a\n", "%YAML 9.9\n", "---\n", "...\n", "!!binary ", "!x ", "\n", "\t",
      "\r\n", "\r", "\u{feff}", "\u{0}", "\u{85}", "\u{2028}", "\u{202e}", "~", "null", "true",
      "yes", "1e9", "0x7f", "-0", "99999999999999999999", ".inf", "\\x1b", "\\ud800", "\\U00110000",
      "kind: Module\n", "apiVersion: merlon.dev/v1\n", "spec:\n", "modules: {a: {}}\n",
    ].map { Array($0.utf8) } + [
      [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
    ]

  /// Reads bytes as both sorts of files and checks what is said.
  private func check(_ bytes: [UInt8], _ label: String) {
    let lines = bytes.split(omittingEmptySubsequences: false) { $0 == 0x0a || $0 == 0x0d }.count
    for isModule in [false, true] {
      do throws(Rejection) {
        if isModule {
          _ = try PolicyFile.module(bytes, file: "f.yaml")
        } else {
          _ = try PolicyFile.documents(bytes, file: "f.yaml")
        }
      } catch {
        #expect(error.diagnostics.count <= Limits.diagnosticsPerFileMax + 1, "\(label)")
        for diagnostic in error.diagnostics {
          #expect(diagnostic.location.file == "f.yaml", "\(label): \(diagnostic)")
          // NEL and the separators of Unicode end lines, too, for YAML.
          #expect(
            diagnostic.location.line <= lines + bytes.count / 2 + 1, "\(label): \(diagnostic)")
          for text in [diagnostic.message, diagnostic.hint ?? ""] {
            #expect(Self.isFit(text), "\(label): \(text.debugDescription)")
          }
        }
      }
    }
    _ = PolicyFile.warnings(bytes, file: "f.yaml")
  }

  private static func isFit(_ text: String) -> Bool {
    text.unicodeScalars.count <= Limits.messageCharactersMax * 5
      && text.unicodeScalars.allSatisfy {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          $0.properties.generalCategory)
      }
  }

  // MARK: Mutations

  static func mutated(seed: UInt64) -> [UInt8] {
    var generator = SplitMix64(seed: seed)
    var bytes = corpus[Int.random(in: corpus.indices, using: &generator)]
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let index = Int.random(in: 0...bytes.count, using: &generator)
      let length = Int.random(in: 0...min(40, bytes.count - index), using: &generator)
      switch Int.random(in: 0..<7, using: &generator) {
      case 0 where index < bytes.count:
        bytes[index] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.removeSubrange(index..<index + length)
      case 2: bytes.removeSubrange(index...)
      case 3:
        let slice = Array(bytes[index..<index + length])
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
          bytes.insert(contentsOf: slice, at: index)
        }
      case 4:
        let other = corpus[Int.random(in: corpus.indices, using: &generator)]
        bytes = bytes[..<index] + other.suffix(Int.random(in: 0...other.count, using: &generator))
      default:
        bytes.insert(
          contentsOf: words[Int.random(in: words.indices, using: &generator)], at: index)
      }
    }
    return bytes
  }

  @Test(arguments: Seeds.first(1000))
  func `mutated documents are read or refused`(seed: UInt64) {
    check(Self.mutated(seed: seed), "seed \(seed)")
  }

  @Test func `truncated documents are read or refused`() {
    for (number, document) in Self.corpus.enumerated() {
      for length in stride(from: number % 13, to: document.count, by: 13) {
        check(Array(document.prefix(length)), "document \(number), \(length) bytes")
      }
    }
  }

  @Test(arguments: Seeds.first(200))
  func `noise is refused`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let count = Int.random(in: 0...300, using: &generator)
    check((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, "seed \(seed)")
    let words = (0..<count).flatMap { _ in
      Self.words[Int.random(in: Self.words.indices, using: &generator)]
    }
    check(words, "seed \(seed), words")
  }

  // MARK: Bombs

  static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  static let image = """
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata: {name: a}
    spec:
      modules: {}

    """

  /// Files that want to take long or grow, with the limit that they must meet.
  static let bombs: [(text: String, limit: String)] = [
    (
      "a: &a [x]\n" + (1...20).map { "b\($0): *a\n" }.joined(),
      "more than \(Limits.aliasesPerFileMax) YAML aliases"
    ),
    (
      "a0: &a0 [" + repeated("x, ", 10_000) + "x]\n"
        + (1...8).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined(),
      "more than \(Limits.documentNodesMax) values, aliases expanded"
    ),
    (
      "a0: &a0 {x: y}\n" + (1...7).map { "? &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n: x\n" }.joined(),
      "a key must be a plain string"
    ),
    (repeated("[", 34) + repeated("]", 34), "nested deeper than \(Limits.documentDepthMax) levels"),
    (repeated("[", 100_000), "Maximum nesting level"),
    (repeated("{a: ", 20_000), "Maximum nesting level"),
    (repeated("- ", 50_000), "Maximum nesting level"),
    (repeated("? ", 50_000), "Maximum nesting level"),
    (repeated("---\na: 1\n", 100_000), "more than \(Limits.documentsPerFileMax) documents"),
    (repeated("---\r", 20_000), "more than \(Limits.documentsPerFileMax) documents"),
    (
      (0..<5_000).map { "%TAG !a\($0)! b\n" }.joined(),
      "more than \(Limits.directivesPerFileMax) YAML directives"
    ),
    (
      image + (0..<1_500).map { "  k\($0): 1\n" }.joined(),
      "more than \(Limits.diagnosticsPerFileMax) errors"
    ),
    ("a: \"" + repeated("x", Limits.documentBytesMax) + "\"", "over the limit of"),
    ("[" + repeated("1,", 200_001) + "]", "more than \(Limits.documentNodesMax) values"),
    (repeated("x", 100_000) + ": 1", "mapping values are not allowed"),
    ("\"" + repeated("x", 900) + "\": 1", "the document has no field xxx"),
    (repeated("a: 1\n", 10_000), "stands twice"),
    (image + "  memory: " + repeated("9", 50_000) + "MiB", "is not an amount of memory"),
    (image + "  validFor: " + repeated("9", 50_000) + "d", "is not a duration"),
    (
      image + "  schedule: {cron: 0 0 * * *, duration: 1h, timeZone: \(repeated("a/", 20_000))a}",
      "there is no time zone"
    ),
    (
      image + "  schedule: {duration: 1h, cron: \"\(repeated("* ", 20_000))\"}",
      "a cron expression has five fields"
    ),
    (image + "  versions: {a: \(repeated("1.", 20_000))1}", "is not a range of versions"),
    (
      "apiVersion: merlon.dev/v1\nkind: Fleet\nmetadata: {name: a}\nspec: {catalogs: ["
        + repeated("{name: a}, ", 65) + "]}", "at most \(Limits.catalogsMax) catalogs"
    ),
  ]

  @Test(arguments: bombs.indices)
  func `bombs meet a named limit`(number: Int) throws {
    let (text, limit) = Self.bombs[number]
    let rejection = try #require(throws: Rejection.self) {
      try PolicyFile.documents(Array(text.utf8), file: "f.yaml")
    }
    #expect(rejection.diagnostics.contains { $0.message.contains(limit) }, "\(rejection)")
  }

  @Test func `catalogs with hostile addresses are refused in time`() {
    let addresses = ["https://" + Self.repeated("a.", 500) + "!", Self.repeated("a-", 500) + "@"]
    for address in addresses {
      let catalog = "{name: a, git: {url: \"\(address)\", ref: \"\(Self.repeated("a/", 127))\"}}, "
      let text =
        "apiVersion: merlon.dev/v1\nkind: Fleet\nmetadata: {name: a}\nspec: {catalogs: ["
        + Self.repeated(catalog, Limits.catalogsMax) + "]}"
      check(Array(text.utf8), address)
    }
  }

  @Test func `a small stack is enough for any nesting`() {
    // glibc gives a thread what `ulimit -s` says, 8 MiB as a rule, and 2 MiB where that is unlimited.
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      for opening in ["[", "{a: ", "- ", "? "] {
        for depth in [33, 990, 2_000] {
          check(Array(Self.repeated(opening, depth).utf8), "\(depth) of \(opening)")
        }
      }
      done.signal()
    }
    thread.stackSize = 2 << 20
    thread.start()
    done.wait()
  }
}

import HostAgent
import TestSupport
import Testing

/// What an image says that its host must have.
@Suite struct ImageNeedsTests {
  /// The least ELF file that has the notes of an image.
  private static func image(saying text: String?) -> [UInt8] {
    func words(_ values: [UInt32]) -> [UInt8] {
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    }
    func long(_ value: Int) -> [UInt8] { words([UInt32(value), 0]) }
    func note(_ owner: String, _ type: UInt32, _ content: [UInt8]) -> [UInt8] {
      let name = Array(owner.utf8) + [0]
      var note = words([UInt32(name.count), UInt32(content.count), type]) + name
      note += [UInt8](repeating: 0, count: 8 - name.count)
      return note + content
    }
    var entry = [UInt8](repeating: 0, count: 104)
    entry[71] = 0x40
    var notes = [
      note("Solo5", 0x3149_4241, words([2, 2, 0, 0])),
      note("Solo5", 0x3154_464d, words([0, 1, 1]) + entry),
    ]
    if let text {
      let bytes = Array(text.utf8)
      let padding = [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
      notes.append(note("Merlon", 0x314e_4d4d, bytes) + padding)
    }
    var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1] + [UInt8](repeating: 0, count: 10)
    file += [2, 0, 62, 0]
    file += words([1, 0x100000, 0, 64, 0, 0, 0, 0])
    file += [64, 0, 56, 0, UInt8(notes.count), 0, 0, 0, 0, 0, 0, 0]
    var at = 64 + 56 * notes.count
    for note in notes {
      file += words([4, 4])
      for value in [at, 0, 0, note.count, note.count, 4] { file += long(value) }
      at += note.count
    }
    return file + notes.flatMap { $0 }
  }

  @Test func `are the secrets of each device, and TLS`() throws {
    let needs = try ImageNeeds(
      of: Self.image(saying: #"{"secrets":{"secrets":["a","web-cert"]},"tls":true}"#))
    #expect(needs.secrets == ["secrets": ["a", "web-cert"]] && needs.servesTLS)
    #expect(needs.keys.isEmpty)
    let shared = try ImageNeeds(of: Self.image(saying: #"{"keys":{"tokens":["k"]}}"#))
    #expect(shared.keys == ["tokens": ["k"]] && shared.secrets.isEmpty && !shared.servesTLS)
    #expect(throws: HostAgentError.self) {
      try ImageNeeds(of: Self.image(saying: #"{"keys":{"tokens":["../k"]}}"#))
    }
  }

  @Test func `are none for images that say nothing of them`() throws {
    for text in [nil, "{}", #"{"image":"web"}"#] as [String?] {
      let needs = try ImageNeeds(of: Self.image(saying: text))
      #expect(needs.secrets.isEmpty && !needs.servesTLS)
    }
    #expect(try ImageNeeds(of: []).secrets.isEmpty, "the monitor judges what is no image")
  }

  @Test func `are refused when they cannot be read`() {
    for text in [
      "{", #"{"secrets":{"secrets":["../web"]}}"#, #"{"secrets":{"secrets":["a/b"]}}"#,
      #"{"secrets":{"secrets":[""]}}"#, #"{"secrets":{"secrets":[1]}}"#,
    ] {
      #expect(throws: HostAgentError.self, "\(text)") {
        try ImageNeeds(of: Self.image(saying: text))
      }
    }
  }
}

package import Vocabulary

/// One question that an image must answer as its policy says before it gets connections.
package struct Probe: Hashable, Sendable {
  /// The path that is asked for with GET.
  package let path: String
  /// The principal who asks, if the question carries credentials.
  ///
  /// The secret stays on the host.
  package let principal: String?
  /// What has to come of it.
  package let expected: ProbeAnswer

  /// Makes a probe.
  package init(path: String, principal: String? = nil, expecting expected: ProbeAnswer) {
    self.path = path
    self.principal = principal
    self.expected = expected
  }

  /// The question in words: `GET /admin as alice expecting 200`.
  package var question: String {
    "GET \(path)\(principal.map { " as \($0)" } ?? "") expecting \(expected)"
  }
}

extension Probe: WireValue {
  /// The form on the wire.
  package var json: JSON {
    var members: [String: JSON] = ["expect": expected.json, "get": .string(path)]
    members["as"] = principal.map(JSON.string)
    return .object(members)
  }

  /// Reads a probe; a path that could break the request line is refused here.
  package init(_ reader: WireReader) throws(HostLinkError) {
    path = try reader.string("get")
    guard path.hasPrefix("/"), path.utf8.count <= HostLinkLimits.pathBytesMax,
      path.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { throw reader.malformed("get", "a path of printable ASCII that starts with '/'") }
    principal = try reader.optional("as") { reader throws(HostLinkError) in
      try reader.string("as")
    }
    if let principal, !Self.isPrincipal(principal) {
      throw reader.malformed("as", "1–64 of letters, digits, '.', '_', '-', '@'")
    }
    expected = try reader.probeAnswer("expect")
  }

  /// Tells whether `text` may name a principal; it becomes a file name and half of a header.
  package static func isPrincipal(_ text: String) -> Bool {
    let others = Set("._-@".utf8)
    return (1...64).contains(text.utf8.count) && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
          || others.contains(byte)
      }
  }
}

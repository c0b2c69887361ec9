import Vocabulary
import Yams

/// Reads YAML by Yams, within limits, keeping places.
struct YAMLParser {
  private let file: String
  private var nodes = 0

  private init(file: String) { self.file = file }

  /// Parses all documents of a file; empty ones are left out.
  ///
  /// - Complexity: O(bytes), also for aliases: their number and what they expand to are bounded.
  static func parse(_ bytes: [UInt8], file: String) throws(Rejection) -> [YAML] {
    let text = try SourceText.decode(bytes, file: file)
    try checkCounts(in: bytes, file: file)
    do {
      // The basic resolver: what scalars mean is for `CoreSchema` to say, and the default one
      // matches eight regular expressions against each key.
      let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      var documents: [YAML] = []
      while let root = try parser.nextRoot() {
        var reader = YAMLParser(file: file)
        let document = try reader.convert(root, depth: 0)
        if case .null = document.content { continue }
        documents.append(document)
      }
      return documents
    } catch let rejection as Rejection {
      throw rejection
    } catch {
      throw Rejection(MalformedYAML.diagnostics(for: error, text: text, file: file))
    }
  }
}

// MARK: - Before parsing

extension YAMLParser {
  /// Counts what could take long, so that a hostile file costs one look at its bytes.
  private static func checkCounts(in bytes: [UInt8], file: String) throws(Rejection) {
    func refuse(_ message: String, hint: String) -> Rejection {
      Rejection([Diagnostic(at: SourceLocation(file: file), message, hint: hint)])
    }
    guard lineCount(in: bytes, beginningWith: "---") <= Limits.documentsPerFileMax else {
      throw refuse(
        "the file has more than \(Limits.documentsPerFileMax) documents",
        hint: "split it into several files")
    }
    guard lineCount(in: bytes, beginningWith: "%") <= Limits.directivesPerFileMax else {
      throw refuse(
        "the file has more than \(Limits.directivesPerFileMax) YAML directives (`%TAG`)",
        hint: "leave them out: documents have no use for tags")
    }
    // Yams expands aliases while it reads, and hashes keys that may contain them: with few
    // aliases neither can explode.
    guard aliasCount(in: bytes) <= Limits.aliasesPerFileMax else {
      throw refuse(
        "the file has more than \(Limits.aliasesPerFileMax) YAML aliases (`*name`)",
        hint: "write the values out, or split the file")
    }
  }

  /// Counts the lines that begin with `start`; with `---`, each begins a document, whatever stands
  /// around it.
  private static func lineCount(in bytes: [UInt8], beginningWith start: String) -> Int {
    var count = 0
    var line = 0
    while line < bytes.count {
      if bytes[line...].starts(with: start.utf8) { count += 1 }
      guard let end = bytes[line...].firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) else { break }
      line = end + 1
    }
    return count
  }

  /// Counts what could be an alias: an asterisk where a node may begin, before a name.
  ///
  /// Text in block scalars may count too.
  private static func aliasCount(in bytes: [UInt8]) -> Int {
    var count = 0
    // What comes before the asterisk, blanks left out: only after these may a node begin.
    var mayBegin = true
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "["), UInt8(ascii: ","),
        UInt8(ascii: "{"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
        mayBegin = true
      case UInt8(ascii: " "), UInt8(ascii: "\t"): break
      case UInt8(ascii: "*"):
        let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
        if mayBegin, !" \t\n\r*".utf8.contains(next) { count += 1 }
        mayBegin = false
      default: mayBegin = false
      }
    }
    return count
  }
}

// MARK: - Nodes

extension YAMLParser {
  private mutating func convert(_ node: Node, depth: Int) throws(Rejection) -> YAML {
    let location = place(of: node.mark)
    nodes += 1
    guard nodes <= Limits.documentNodesMax, depth <= Limits.documentDepthMax else {
      let limit =
        depth > Limits.documentDepthMax
        ? "is nested deeper than \(Limits.documentDepthMax) levels"
        : "has more than \(Limits.documentNodesMax) values, aliases expanded"
      throw Rejection([Diagnostic(at: location, "the document \(limit)")])
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return YAML(
        content: isPlain ? CoreSchema.resolve(scalar.string) : .string(scalar.string),
        location: location)
    case .sequence(let sequence):
      var elements: [YAML] = []
      elements.reserveCapacity(sequence.count)
      for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
      return YAML(content: .list(elements), location: location)
    case .mapping(let mapping):
      return YAML(content: .map(try members(of: mapping, depth: depth)), location: location)
    case .alias:
      throw Rejection([Diagnostic(at: location, "an alias without its anchor")])
    }
  }

  private mutating func members(
    of mapping: Node.Mapping, depth: Int
  ) throws(Rejection) -> [YAML.Member] {
    var members: [YAML.Member] = []
    members.reserveCapacity(mapping.count)
    for (key, value) in mapping {
      let place = place(of: key.mark)
      guard case .scalar(let scalar) = key else {
        throw Rejection([Diagnostic(at: place, "a key must be a plain string")])
      }
      if scalar.string == "<<", scalar.style == .plain {
        throw Rejection([
          Diagnostic(
            at: place, "YAML 1.2 has no merge keys (`<<`)", hint: "write the fields out")
        ])
      }
      members.append(
        YAML.Member(
          key: scalar.string, location: place, value: try convert(value, depth: depth + 1)))
    }
    return members
  }

  private func place(of mark: Mark?) -> SourceLocation {
    SourceLocation(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0)
  }
}

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
    let text = try text(of: bytes, file: file)
    do {
      let parser = try Parser(yaml: text, encoding: .utf8)
      var documents: [YAML] = []
      while let root = try parser.nextRoot() {
        guard documents.count < Limits.documentsPerFileMax else {
          throw Rejection([
            Diagnostic(
              at: SourceLocation(file: file),
              "the file has more than \(Limits.documentsPerFileMax) documents",
              hint: "split it into several files")
          ])
        }
        var reader = YAMLParser(file: file)
        let document = try reader.convert(root, depth: 0)
        if case .null = document.content { continue }
        documents.append(document)
      }
      return documents
    } catch let rejection as Rejection {
      throw rejection
    } catch {
      throw Rejection([diagnostic(for: error, file: file)])
    }
  }
}

// MARK: - Before parsing

extension YAMLParser {
  private static func text(of bytes: [UInt8], file: String) throws(Rejection) -> String {
    func refuse(_ message: String, hint: String) -> Rejection {
      Rejection([Diagnostic(at: SourceLocation(file: file), message, hint: hint)])
    }
    guard bytes.count <= Limits.documentBytesMax else {
      throw refuse(
        "the file has \(bytes.count) bytes, over the limit of \(Limits.documentBytesMax)",
        hint: "split it into several files")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refuse("the file is not UTF-8", hint: "save it as UTF-8")
    }
    // Yams expands aliases while it reads, and hashes keys that may contain them: with few
    // aliases neither can explode.
    guard aliasCount(in: bytes) <= Limits.aliasesPerFileMax else {
      throw refuse(
        "the file has more than \(Limits.aliasesPerFileMax) YAML aliases (`*name`)",
        hint: "write the values out, or split the file")
    }
    return text
  }

  /// Counts what could be an alias: an asterisk at the start of a node, before a name.
  ///
  /// Text in block scalars may count too.
  private static func aliasCount(in bytes: [UInt8]) -> Int {
    let opening = Set(" \t\n\r,[{:-?".utf8)
    let closing = Set(" \t\n\r*".utf8)
    return bytes.indices.count { index in
      bytes[index] == UInt8(ascii: "*") && (index == 0 || opening.contains(bytes[index - 1]))
        && index + 1 < bytes.count && !closing.contains(bytes[index + 1])
    }
  }

  private static func diagnostic(for error: any Error, file: String) -> Diagnostic {
    func at(_ mark: Mark) -> SourceLocation {
      SourceLocation(file: file, line: mark.line, column: mark.column)
    }
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return Diagnostic(
        at: at(mark), "malformed YAML: \(problem)",
        hint: context.map { "\($0.text) at \(file):\($0.mark.line):\($0.mark.column)" })
    case .duplicatedKeysInMapping(let duplicates, let context):
      return Diagnostic(
        at: at(context.mark), "the key \(Spelling.list(duplicates)) stands twice in one mapping",
        hint: "join the two values")
    case .reader(let problem, _, _, _):
      return Diagnostic(
        at: SourceLocation(file: file), "malformed YAML: \(problem)", hint: "save it as UTF-8")
    default:
      return Diagnostic(at: SourceLocation(file: file), "malformed YAML: \(error)")
    }
  }
}

// MARK: - Nodes

extension YAMLParser {
  private mutating func convert(_ node: Node, depth: Int) throws(Rejection) -> YAML {
    let location = SourceLocation(
      file: file, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    nodes += 1
    guard nodes <= Limits.documentNodesMax, depth <= Limits.documentDepthMax else {
      let limit =
        depth > Limits.documentDepthMax
        ? "is nested deeper than \(Limits.documentDepthMax) levels"
        : "has more than \(Limits.documentNodesMax) values, aliases expanded"
      throw Rejection([Diagnostic(at: location, "the document \(limit)")])
    }
    let content: YAML.Content
    switch node {
    case .scalar(let scalar): content = Self.resolve(scalar)
    case .sequence(let sequence):
      var elements: [YAML] = []
      for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
      content = .list(elements)
    case .mapping(let mapping):
      var members: [YAML.Member] = []
      for (key, value) in mapping {
        let place = SourceLocation(
          file: file, line: key.mark?.line ?? 0, column: key.mark?.column ?? 0)
        guard case .scalar(let scalar) = key else {
          throw Rejection([Diagnostic(at: place, "a key must be a plain string")])
        }
        members.append(
          YAML.Member(
            key: scalar.string, location: place, value: try convert(value, depth: depth + 1)))
      }
      content = .map(members)
    case .alias:
      throw Rejection([Diagnostic(at: location, "an alias without its anchor")])
    }
    return YAML(content: content, location: location)
  }

  private static func resolve(_ scalar: Node.Scalar) -> YAML.Content {
    guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
    switch scalar.string {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case let text:
      let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
      let isInteger = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
      return isInteger ? Int(text).map(YAML.Content.integer) ?? .string(text) : .string(text)
    }
  }
}

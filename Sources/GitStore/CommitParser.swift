import Vocabulary

/// Reads the bytes of a commit object strictly.
///
/// libgit2's own reader takes a signature that stands in the message, and text behind a NUL;
/// git does not. Here a signature is one `gpgsig` header before the first empty line.
struct CommitParser {
  /// Why bytes are not a commit.
  struct Problem: Error {
    let reason: String
  }

  /// Where the line of a first parent ends, if there is one: it follows that of the tree.
  static let firstParentEnd = "tree ".utf8.count + 40 + "\nparent ".utf8.count + 40

  /// The first parent by the beginning of a commit, up to `firstParentEnd`; `nil` if it has none.
  static func firstParent(_ head: [UInt8]) throws(Problem) -> CommitID? {
    guard head.starts(with: "tree ".utf8), head.count == firstParentEnd else {
      throw Problem(reason: "it does not start with a tree")
    }
    if head[45..<53].elementsEqual("\nauthor ".utf8) { return nil }
    guard head[45..<53].elementsEqual("\nparent ".utf8), let parent = id(head[53...], CommitID.self)
    else { throw Problem(reason: "a parent is no id") }
    return parent
  }

  private let bytes: [UInt8]
  private var headers: [(name: String, value: ArraySlice<UInt8>)] = []
  private var signatures: [[UInt8]] = []
  private var signedBytes: [UInt8] = []
  private var hasForeignSignature = false

  init(_ bytes: [UInt8]) throws(Problem) {
    self.bytes = bytes
    signedBytes.reserveCapacity(bytes.count)
  }

  /// Reads the whole object.
  consuming func commit(id: CommitID) throws(Problem) -> Commit {
    let message = try readHeaders()
    guard headers.first?.name == "tree",
      let tree = headers.first.flatMap({ Self.id($0.value, TreeID.self) })
    else { throw Problem(reason: "it does not start with a tree") }
    var rest = headers.dropFirst()
    var parents: [CommitID] = []
    while rest.first?.name == "parent", let parent = rest.popFirst() {
      guard let id = Self.id(parent.value, CommitID.self) else {
        throw Problem(reason: "a parent is no id")
      }
      parents.append(id)
    }
    guard rest.first?.name == "author", let author = rest.popFirst(),
      rest.first?.name == "committer", let committer = rest.popFirst(),
      !rest.contains(where: { ["tree", "parent", "author", "committer"].contains($0.name) })
    else { throw Problem(reason: "its headers are not in order") }
    guard let author = GitSignature(line: author.value),
      let committer = GitSignature(line: committer.value)
    else { throw Problem(reason: "its author or committer line is broken") }
    return Commit(
      id: id, tree: tree, parents: parents, author: author, committer: committer,
      message: message, signature: signature, signedBytes: signedBytes)
  }

  private static func id<Object>(
    _ value: ArraySlice<UInt8>, _: ObjectID<Object>.Type
  ) -> ObjectID<Object>? {
    ObjectID(hex: String(decoding: value, as: UTF8.self))
  }

  private var signature: CommitSignature {
    if hasForeignSignature { return .malformed("it has a signature header of another kind") }
    if signatures.count > 1 { return .malformed("it has more than one signature header") }
    return signatures.first.map { .armoured(String(decoding: $0, as: UTF8.self)) } ?? .none
  }

  /// Reads the headers, collects what is signed and returns the message.
  private mutating func readHeaders() throws(Problem) -> String {
    var offset = 0
    var isInSignature = false
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") {
      let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      guard end < bytes.count, !bytes[offset..<end].contains(0) else {
        throw Problem(reason: "a header is broken")
      }
      let line = bytes[offset..<end]
      if line.first == UInt8(ascii: " ") {
        if isInSignature {
          signatures[signatures.count - 1].append(UInt8(ascii: "\n"))
          signatures[signatures.count - 1] += line.dropFirst()
        }
      } else {
        let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
        let name = String(decoding: line[..<space], as: UTF8.self)
        let value = line[space...].dropFirst()
        isInSignature = name == "gpgsig"
        if isInSignature {
          signatures.append(Array(value))
        } else {
          hasForeignSignature = hasForeignSignature || name.hasPrefix("gpgsig")
          headers.append((name, value))
        }
      }
      if !isInSignature { signedBytes += bytes[offset...end] }
      offset = end + 1
    }
    guard offset < bytes.count else { throw Problem(reason: "it has no end of headers") }
    signedBytes += bytes[offset...]
    return String(decoding: bytes[(offset + 1)...], as: UTF8.self)
  }
}

package import Vocabulary

/// A thing that a statement speaks of, identified by digests (in-toto ResourceDescriptor v1).
package struct ResourceDescriptor: Hashable, Sendable {
  /// Its name within the statement, or `nil`.
  package let name: String?
  /// Where it is found, or `nil`.
  package let uri: String?
  /// Algorithm → digest in lower-case hex; empty only where a digest is not known.
  package let digest: [String: String]

  /// Makes a descriptor.
  package init(name: String? = nil, uri: String? = nil, digest: [String: String]) {
    self.name = name
    self.uri = uri
    self.digest = digest
  }

  /// Describes a commit of the repository at the URI `repository`.
  package static func commit(_ id: CommitID, repository: String? = nil) -> Self {
    Self(uri: repository, digest: ["gitCommit": id.hex])
  }

  /// Describes an image by its name and the digest of its bytes.
  package static func image(_ name: ImageName, _ digest: Digest) -> Self {
    Self(name: name.text, digest: ["sha256": digest.hex])
  }

  /// The commit that is described, or `nil` if it is something else.
  package var commit: CommitID? { digest["gitCommit"].flatMap(CommitID.init(hex:)) }
  /// The SHA-256 digest of what is described, or `nil` if it has none.
  package var sha256: Digest? { digest["sha256"].flatMap(Digest.init(hex:)) }
  /// The name of the image that is described, or `nil` if it is something else.
  package var image: ImageName? { sha256 == nil ? nil : name.flatMap(ImageName.init) }

  /// The descriptor as JSON.
  package var json: JSON {
    var members: [String: JSON] = [:]
    if let name { members["name"] = .string(name) }
    if let uri { members["uri"] = .string(uri) }
    if !digest.isEmpty { members["digest"] = .object(digest.mapValues(JSON.string)) }
    return .object(members)
  }

  /// Reads a descriptor, or returns `nil`; fields that are not known are ignored, as in-toto asks.
  package init?(_ json: JSON) {
    guard let members = json.object else { return nil }
    var digest: [String: String] = [:]
    if let value = members["digest"] {
      guard let set = value.object else { return nil }
      for (algorithm, value) in set {
        guard let text = value.string else { return nil }
        digest[algorithm] = text
      }
    }
    for key in ["name", "uri"] where members[key] != nil && members[key]?.string == nil {
      return nil
    }
    self.init(name: members["name"]?.string, uri: members["uri"]?.string, digest: digest)
  }
}

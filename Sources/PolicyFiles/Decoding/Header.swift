import Policy
import Vocabulary

/// What all documents have in common: `apiVersion`, `kind`, `metadata` and `spec`.
struct Header {
  /// The version that this release understands.
  static let apiVersion = "merlon.dev/v1"

  let kind: String
  let kindLocation: SourceLocation
  let name: (text: String, location: SourceLocation)
  let labels: [String: String]
  let spec: Fields
  let location: SourceLocation

  /// Reads the common part, or notes what is wrong and returns `nil`.
  init?(_ document: YAML, problems: Problems) {
    guard let fields = Fields(document, path: "the document", problems: problems) else {
      return nil
    }
    defer { fields.finish() }
    if let member = fields.required("apiVersion"), let version = fields.string(member),
      version != Self.apiVersion
    {
      problems.note(
        at: member.value.location, "apiVersion \(version) is not known",
        hint: "this release of merlon understands \(Self.apiVersion)")
    }
    let kind = fields.required("kind")
    let kindText = fields.string(kind)
    let metadata = fields.fields(fields.required("metadata"))
    let nameMember = metadata?.required("name")
    let nameText = metadata?.string(nameMember)
    labels = Self.labels(of: metadata)
    metadata?.finish()
    guard let spec = fields.fields(fields.required("spec")), let kind, let kindText,
      let nameMember, let nameText
    else { return nil }
    self.kind = kindText
    self.kindLocation = kind.value.location
    self.name = (nameText, nameMember.value.location)
    self.spec = spec
    self.location = document.location
  }

  private static func labels(of metadata: Fields?) -> [String: String] {
    guard let metadata else { return [:] }
    return metadata.labels(metadata.optional("labels"))
  }
}

extension Fields {
  /// A mapping of strings to strings.
  func labels(_ member: YAML.Member?) -> [String: String] {
    var labels: [String: String] = [:]
    for label in map(member) {
      labels[label.key] = string(label.value, named: "the label \(label.key)")
    }
    return labels
  }

  /// A selector; all of them when it is absent.
  func selector(_ member: YAML.Member?) -> Selector {
    guard let fields = fields(member) else { return Selector() }
    defer { fields.finish() }
    return Selector(matchLabels: fields.labels(fields.optional("matchLabels")))
  }
}

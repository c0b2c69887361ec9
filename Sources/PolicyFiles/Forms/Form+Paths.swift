import Vocabulary

extension Form where Value == String {
  /// A path that stays inside its folder.
  static let relativePath: Form = {
    let part = "(?!\\.{1,2}(/|$))(?!\\.[Gg][Ii][Tt](/|$))[^/\\\\\\u0000-\\u001f\\u007f]+"
    return Form(
      "^\(part)(/\(part))*/?$",
      complaint: { "\($1.text) must be a relative path without `..`, not \"\($0)\"" },
      hint: { _ in nil }, parse: RelativePath.checked)
  }()

  /// The path that a probe asks for.
  static let probePath = Form(
    "^/[!-~]*$", maxLength: Limits.probePathBytesMax,
    complaint: { _, _ in "a probe's path must begin with / and be printable ASCII" },
    hint: { _ in "percent-encode other characters" },
    parse: { text in
      let isPrintable = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
      return text.hasPrefix("/") && isPrintable && text.utf8.count <= Limits.probePathBytesMax
        ? text : nil
    })

  /// Whose credentials a probe sends: the name of a file.
  static let principal = Form.matching(
    "^(?!\\.{1,2}$)(?!\\.[Gg][Ii][Tt]$)[^/\\\\\\u0000-\\u001f\\u007f]+$", maxLength: 255,
    complaint: { text, _ in "\"\(text)\" cannot be the name of a credential" },
    hint: "the host looks the password up in a file of this name in its secret store")

  /// Where another git repository is: what `git fetch` is given, but for helpers (`ext::`), options
  /// and credentials.
  static let repository: Form = {
    let host = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
    let user = "[A-Za-z0-9_][A-Za-z0-9._-]*"
    let path = "[^\\u0000-\\u0020\\u007f]"
    return Form.matching(
      "^(/\(path)*|file:///\(path)*|https://\(host)(:[0-9]+)?/\(path)*"
        + "|ssh://(\(user)@)?\(host)(:[0-9]+)?/\(path)*|\(user)@\(host):(?!-)\(path)+)$",
      maxLength: 1024,
      complaint: { text, _ in "\"\(text)\" is not the address of a git repository" },
      hint: "an absolute path, file:///…, https://HOST/… without credentials, ssh://HOST/…, "
        + "or USER@HOST:PATH")
  }()

  /// A tag or branch of another repository, by the rules of git-check-ref-format(1).
  static let gitReference = Form.matching(
    "^(?![-/.])(?!.*(\\.\\.|//|/\\.|@\\{|\\.lock(/|$)))"
      + "[^\\u0000-\\u0020\\u007f~^:?*\\[\\\\]*[^\\u0000-\\u0020\\u007f~^:?*\\[\\\\/.]$",
    maxLength: 255, complaint: { text, _ in "\"\(text)\" is not the name of a tag or branch" },
    hint: "as v1.2.0, main or refs/tags/v1.2.0")
}

extension Form where Value == AgentAddress {
  /// Where a host's agent is.
  static let agent: Form = {
    let name = "[A-Za-z0-9_][A-Za-z0-9._-]*"
    let port =
      ":0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
    return Form(
      "^(/|ssh://(\(name)@)?\(name)(\(port))?/[A-Za-z0-9._/+-]*$)",
      complaint: { text, _ in "\"\(text)\" is not where an agent can be" },
      hint: { _ in
        "the absolute path of its socket, or ssh://[USER@]HOST[:PORT]/STATE-FOLDER; leave it out for "
          + "an agent that keeps its state beside the repository"
      },
      parse: AgentAddress.init)
  }()
}

extension Form where Value == CommitID {
  /// The id of a commit, in full: a pin cannot be moved.
  static let commit = Form(
    "^[0-9a-f]{40}$", maxLength: 40,
    complaint: { text, _ in "\"\(text)\" is not the id of a commit" },
    hint: { _ in "all 40 digits, as `git rev-parse v1.2.0^{commit}` prints them" },
    parse: { CommitID(hex: $0) })
}

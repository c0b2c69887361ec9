import Unikernel
import Vocabulary

extension Form where Value == Version {
  /// The version of a module.
  static let version = Form(
    "^\(versionPattern)$",
    complaint: { text, _ in "\"\(text)\" is not a version" },
    hint: { _ in "write it as 1.2.3" }, parse: { Version($0) })
}

extension Form where Value == VersionRange {
  /// Versions that are accepted.
  static let versions = Form(
    "^ *(\\*|[~^]?\(versionPattern)|>=\(versionPattern)( +<\(versionPattern))?"
      + "|<\(versionPattern)) *$",
    complaint: { text, _ in "\"\(text)\" is not a range of versions" },
    hint: { _ in "write it as ^1.2, ~1.2, 1.2.3, \">=1.2 <2\" or \"*\"" },
    parse: { VersionRange($0) })
}

private let versionPattern = "(0|[1-9][0-9]{0,5})(\\.(0|[1-9][0-9]{0,5})){0,2}"

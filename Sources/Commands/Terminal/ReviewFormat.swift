import ArgumentParser

/// How a review is written.
enum ReviewFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  /// For a comment on a forge.
  case markdown
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif
}

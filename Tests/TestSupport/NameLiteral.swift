package import Vocabulary

/// Lets tests write names as literals; a wrong one ends the test run.
extension Name: ExpressibleByStringLiteral {
  /// Makes a name of a literal that must be one.
  package init(stringLiteral literal: String) {
    guard let name = Name(literal) else { preconditionFailure("\(literal) is not a name") }
    self = name
  }
}

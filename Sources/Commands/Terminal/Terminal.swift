import Foundation

/// The user's terminal: what goes where, and in which colours.
struct Terminal: Sendable {
  /// Colours, by what they say.
  enum Style: String {
    case good = "32"
    case bad = "31"
    case warning = "33"
    case strong = "1"
    case faint = "2"
  }

  private let hasColour: Bool

  /// Colours only where a person reads, and never against their wish (no-color.org).
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    hasColour =
      isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty
      && environment["TERM"] != "dumb"
  }

  /// A terminal that shows no colours: text for a file.
  static let plain = Terminal(environment: ["NO_COLOR": "1"])

  /// The text in a style, if this terminal shows colours.
  func styled(_ text: String, _ style: Style) -> String {
    hasColour ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }

  /// Writes a line for whoever asked, at once.
  func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// Writes a line about what went wrong.
  func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}

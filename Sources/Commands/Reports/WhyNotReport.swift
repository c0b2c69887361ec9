import Planning
import Policy
import Vocabulary

/// Why a requirement does not apply to images.
struct WhyNotReport {
  let requirement: SecurityRequirement
  let applications: [Application]

  /// The images to which it does not apply.
  var missing: [Application] { applications.filter { !$0.applies } }

  func write(_ format: OutputFormat, to terminal: Terminal = Terminal()) {
    switch format {
    case .json:
      terminal.say(
        JSON.object([
          "schema": .string("https://merlon.dev/schema/why-not/v1"),
          "requirement": .string(requirement.name.text),
          "location": PlanJSON.location(requirement.location),
          "images": .array(applications.map(\.json)),
        ]).indented)
    case .text: for line in lines(terminal) { terminal.say(line) }
    }
  }

  private func lines(_ terminal: Terminal) -> [String] {
    let place = Printable.text(requirement.location.description)
    let applying = applications.filter(\.applies).map(\.image.text)
    return [terminal.styled("requirement \(requirement.name)", .strong) + " (\(place))"]
      + missing.flatMap(Self.lines)
      + (applying.isEmpty
        ? [] : Printable.lines("  applies to \(Spelling.list(applying))", indentation: 4))
  }

  private static func lines(for application: Application) -> [String] {
    var reasons = application.terms.filter { !$0.holds }.map { term in
      "its selector asks for \(Printable.text(term.expected)), and the image has "
        + (term.found.map { Printable.text($0) } ?? "no such label")
    }
    if !application.isOpen {
      let next = application.nextChange.map { "until \($0)" } ?? "for good"
      reasons.append("its window is closed \(next)")
    }
    return ["  does not apply to \(application.image):"]
      + reasons.flatMap { Printable.lines("    \($0)", indentation: 6) }
  }
}

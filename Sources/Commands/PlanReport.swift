import Planning
import Vocabulary

/// Writes what a change does, image by image.
struct PlanReport {
  private let format: OutputFormat
  private let terminal = Terminal()

  init(_ format: OutputFormat) { self.format = format }

  /// Writes the changes; requirements that are lost come first, because they weaken.
  func write(_ changes: [PlanChange], _ plan: FleetPlan) {
    guard format == .text else {
      terminal.say(
        JSON.object([
          "schema": .string("https://merlon.dev/schema/plan/v1"),
          "images": .array(changes.map(Self.json)),
          "warnings": .array(plan.warnings.map { .string($0.description) }),
        ]).indented)
      return
    }
    for change in changes where !change.requirementsLost.isEmpty && change.kind != .removed {
      let lost = Spelling.list(change.requirementsLost.map(\.text))
      let word = terminal.styled("weakened", .bad)
      terminal.say("\(word): image \(change.image) no longer has to meet \(lost)")
    }
    for warning in plan.warnings { terminal.say(DiagnosticReport.text(warning, terminal)) }
    for line in changes.flatMap({ Self.lines(for: $0, terminal) }) { terminal.say(line) }
    let kept = changes.count { $0.kind == .kept }
    terminal.say(
      "\(changes.count - kept) of \(changes.count) \(changes.count == 1 ? "image" : "images") "
        + "affected")
  }

  /// What happens to one image, for people.
  static func lines(for change: PlanChange, _ terminal: Terminal) -> [String] {
    let style: Terminal.Style =
      switch change.kind {
      case .kept: .faint
      case .removed: .bad
      case .added, .rebuilt, .redeployed: .good
      }
    let hosts = change.hosts.isEmpty ? "" : " on \(Spelling.list(change.hosts.map(\.text)))"
    var lines = [terminal.styled("\(change.kind.rawValue) \(change.image)", style) + hosts]
    lines += change.requirementsGained.map { "  + requirement \($0)" }
    lines += change.requirementsLost.map { "  - requirement \($0)" }
    lines += change.modulesGained.map { "  + module \($0)" }
    lines += change.modulesLost.map { "  - module \($0)" }
    lines += change.options.map { option in
      "  ~ \(option.module).\(option.option): \(option.old?.description ?? "nothing")"
        + " -> \(option.new?.description ?? "nothing")"
    }
    return lines
  }

  private static func json(_ change: PlanChange) -> JSON {
    func names<Subject>(_ names: [Name<Subject>]) -> JSON {
      .array(names.map { .string($0.text) })
    }
    return .object([
      "image": .string(change.image.text), "change": .string(change.kind.rawValue),
      "modulesGained": names(change.modulesGained), "modulesLost": names(change.modulesLost),
      "requirementsGained": names(change.requirementsGained),
      "requirementsLost": names(change.requirementsLost), "hosts": names(change.hosts),
      "options": .array(
        change.options.map { option in
          .object([
            "module": .string(option.module.text), "option": .string(option.option.text),
            "old": option.old?.json ?? .null, "new": option.new?.json ?? .null,
          ])
        }),
    ])
  }
}

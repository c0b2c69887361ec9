import Planning
import Vocabulary

/// A change of policy for programs: schema `https://merlon.dev/schema/plan/v1`.
enum PlanJSON {
  static func json(of report: PlanReport) -> JSON {
    let review = report.review
    return .object([
      "schema": .string("https://merlon.dev/schema/plan/v1"),
      "base": .string(report.base), "head": .string(report.head),
      "isDifferent": .boolean(review.isDifferent), "summary": .string(report.summary),
      "callouts": .array(
        report.callouts.map {
          .object([
            "kind": .string($0.kind.rawValue), "message": .string($0.message),
            "location": location($0.location),
          ])
        }),
      "images": .array(review.images.map { image($0, report) }),
      "renames": .array(
        review.renames.map {
          .object([
            "old": .string($0.old.text), "new": .string($0.new.text), "escaped": names($0.escaped),
          ])
        }),
      "kept": names(review.kept),
      "requirements": .array(review.requirements.map(requirement)),
      "hosts": .array(
        review.hosts.map { host in
          .object([
            "host": .string(host.host.text),
            "steps": .array(
              host.steps.map {
                .object([
                  "action": .string($0.action.rawValue), "image": .string($0.image.text),
                  "step": .integer($0.number), "steps": .integer($0.count),
                ])
              }),
          ])
        }),
      "warnings": .array(review.warnings.map(DiagnosticReport.json)),
    ])
  }

  private static func image(_ change: PlanChange, _ report: PlanReport) -> JSON {
    let pair = report.surface(of: change.image)
    return .object([
      "image": .string(change.image.text), "change": .string(change.kind.rawValue),
      "modulesGained": names(change.modulesGained), "modulesLost": names(change.modulesLost),
      "modulesChanged": names(change.modulesChanged),
      "requirementsGained": names(change.requirementsGained),
      "requirementsLost": names(change.requirementsLost), "hosts": names(change.hosts),
      "directories": .array(change.directories.map(JSON.string)),
      "properties": .array(
        change.properties.map {
          .object(["name": .string($0.name), "old": .string($0.old), "new": .string($0.new)])
        }),
      "options": .array(
        change.options.map { option in
          .object([
            "module": .string(option.module.text), "option": .string(option.option.text),
            "old": option.old?.json ?? .null, "new": option.new?.json ?? .null,
          ])
        }),
      "surface": .object([
        "old": pair?.old.map(surface) ?? .null, "new": pair?.new.map(surface) ?? .null,
      ]),
      "textBytes": report.size(of: change.image)?.json ?? .null,
    ])
  }

  private static func surface(_ surface: AttackSurface) -> JSON {
    func strings(_ items: [String]) -> JSON { .array(items.map(JSON.string)) }
    return .object([
      "modules": names(surface.modules), "hooks": strings(surface.hooks),
      "openPorts": .array(surface.openPorts.map(JSON.integer)),
      "devices": strings(surface.devices), "calls": strings(surface.calls),
      "isMeasured": .boolean(surface.isMeasured),
    ])
  }

  private static func requirement(_ change: RequirementChange) -> JSON {
    .object([
      "requirement": .string(change.requirement.text), "location": location(change.location),
      "isNew": .boolean(change.isNew), "isRemoved": .boolean(change.isRemoved),
      "enforced": names(change.enforced), "lost": names(change.lost), "kept": names(change.kept),
      "alterations": .array(
        change.alterations.map {
          .object([
            "effect": .string($0.effect.rawValue), "subject": .string($0.subject),
            "old": $0.old ?? .null, "new": $0.new ?? .null, "location": location($0.location),
          ])
        }),
    ])
  }

  /// A place, 0 meaning the whole file or line.
  static func location(_ location: SourceLocation) -> JSON {
    .object([
      "file": .string(location.file), "line": .integer(location.line),
      "column": .integer(location.column),
    ])
  }

  private static func names<Subject>(_ names: [Name<Subject>]) -> JSON {
    .array(names.map { .string($0.text) })
  }
}

import Planning
import Policy
import Unikernel
import Vocabulary

/// Why an image is what it is.
struct WhyReport {
  private let planned: PlannedImage
  private let applications: [Application]
  private let explanations: [Explanation]
  /// The one option that is asked about; `nil` for all.
  private let option: OptionName?

  /// Explains an image, or a `part` of it: `MODULE` or `MODULE.OPTION`.
  ///
  /// - Throws: `Failure.cannotRun` when there is no such part.
  init(of planned: PlannedImage, part: String?, at time: Instant) throws {
    self.planned = planned
    let all = planned.generation.explanation
    guard let part else {
      applications = planned.requirements.map {
        Application(of: $0, to: planned.document, at: time)
      }
      (explanations, option) = (all, nil)
      return
    }
    let words = part.split(separator: ".", maxSplits: 1).map(String.init)
    guard let found = all.first(where: { $0.module.text == words.first }) else {
      throw Failure.unknown(
        "module", words.first ?? part, among: all.map(\.module.text),
        of: "image \(planned.document.name)")
    }
    (applications, explanations) = ([], [found])
    option = words.count < 2 ? nil : OptionName(words[1])
    guard words.count < 2 || found.options.contains(where: { $0.option == option }) else {
      throw Failure.unknown(
        "option", words[1], among: found.options.map(\.option.text), of: "module \(found.module)")
    }
  }

  private func options(of module: Explanation) -> [Explanation.OptionReason] {
    module.options.filter { option == nil || $0.option == option }
  }

  func write(_ format: OutputFormat, to terminal: Terminal = Terminal()) {
    switch format {
    case .json: terminal.say(json.indented)
    case .text: for line in lines(terminal) { terminal.say(line) }
    }
  }

  private func lines(_ terminal: Terminal) -> [String] {
    let document = planned.document
    let place = Printable.text(document.location.description)
    return [terminal.styled("image \(document.name)", .strong) + " (\(place))"]
      + applications.flatMap { Self.lines(for: $0) }
      + explanations.flatMap { lines(for: $0) }
  }

  private static func lines(for application: Application) -> [String] {
    let requirement = application.requirement
    let terms = application.terms.map { Printable.text($0.expected) }
    var reason =
      terms.isEmpty ? "its selector is empty" : "its selector matches: " + Spelling.list(terms)
    if let end = application.nextChange { reason += "; until \(end)" }
    let place = Printable.text(requirement.location.description)
    return Printable.lines(
      "  requirement \(requirement.name) (\(place)): \(reason)", indentation: 4)
  }

  private func lines(for module: Explanation) -> [String] {
    let version = module.version == Version(0) ? "" : " \(module.version)"
    var reasons = module.origins.map { "asked for by \(Printable.text($0.description))" }
    reasons += module.versions.map {
      "\($0.versions) is accepted by \(Printable.text($0.origin.description))"
    }
    if !module.requirers.isEmpty {
      reasons.append("required by \(Spelling.list(module.requirers.map(\.module.text)))")
    }
    return ["  module \(module.module)\(version)"]
      + reasons.flatMap { Printable.lines("    \($0)", indentation: 6) }
      + options(of: module).flatMap(Self.lines)
  }

  private static func lines(for option: Explanation.OptionReason) -> [String] {
    let title = "    \(option.option): \(Printable.value(option.value.json))"
    guard !option.demands.isEmpty else { return [title, "      the module's default"] }
    return [title]
      + option.demands.flatMap { demand in
        // Of several, each says what it adds to the merged value.
        let value =
          option.demands.count == 1 ? "" : " \(Printable.value(demand.setting.value.json))"
        return Printable.lines(
          "      asked \(value.isEmpty ? "for" : "to be" + value) by "
            + Printable.text(demand.origin.description), indentation: 8)
      }
  }
}

// MARK: - JSON

extension WhyReport {
  private var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/why/v1"),
      "image": .string(planned.document.name.text),
      "location": PlanJSON.location(planned.document.location),
      "requirements": .array(applications.map(\.json)),
      "modules": .array(explanations.map(json)),
    ])
  }

  private func json(_ module: Explanation) -> JSON {
    .object([
      "module": .string(module.module.text), "version": .string(module.version.description),
      "askedBy": .array(module.origins.map(Self.json)),
      "versions": .array(
        module.versions.map {
          .object(["versions": .string($0.versions.description), "by": Self.json($0.origin)])
        }),
      "requiredBy": .array(module.requirers.map { .string($0.module.text) }),
      "options": .array(
        options(of: module).map { option in
          .object([
            "option": .string(option.option.text), "value": option.value.json,
            "isDefault": .boolean(option.demands.isEmpty),
            "demands": .array(
              option.demands.map {
                .object(["value": $0.setting.value.json, "by": Self.json($0.origin)])
              }),
          ])
        }),
    ])
  }

  private static func json(_ origin: Origin) -> JSON {
    .object([
      "source": .string(origin.source.description), "location": PlanJSON.location(origin.location),
    ])
  }
}

extension Application {
  /// The answer for programs.
  var json: JSON {
    .object([
      "image": .string(image.text), "requirement": .string(requirement.name.text),
      "location": PlanJSON.location(requirement.location), "applies": .boolean(applies),
      "isOpen": .boolean(isOpen),
      "nextChange": nextChange.map { .string($0.description) } ?? .null,
      "terms": .array(
        terms.map {
          .object([
            "expected": .string($0.expected), "found": $0.found.map(JSON.string) ?? .null,
            "holds": .boolean($0.holds),
          ])
        }),
    ])
  }
}

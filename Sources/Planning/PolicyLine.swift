import Policy
package import Unikernel
package import Vocabulary

/// What one line of a policy file asks for, and of which images.
package struct PolicyLine: Hashable, Sendable {
  /// Something that a document asks for at a place: a module, or an option of it.
  package struct Part: Hashable, Sendable {
    /// The module.
    package let module: ModuleName
    /// The option; `nil` for the module as such.
    package let option: OptionName?
    /// Where it stands.
    package let location: SourceLocation

    /// Module and option: `access-control.anonymous`.
    package var name: String { module.text + (option.map { "." + $0.text } ?? "") }
  }

  /// What the line is part of: `requirement public`, `image web`, `the sealed folder site`.
  package let subject: String
  /// The requirement that it is part of; `nil` if it is part of something else.
  package let requirement: RequirementName?
  /// What it asks for, if it is about modules.
  package let parts: [Part]
  /// The images that it speaks of, by name.
  package let images: [ImageName]

  /// Finds what a line is part of; `nil` if no document and no sealed folder has it.
  ///
  /// - Parameter indentations: How far each line of the file is indented, `nil` for those that are
  ///   empty or only a comment: what follows a place and is indented further belongs to it.
  package static func find(
    _ number: Int, of file: String, indentations: [Int?], in plan: FleetPlan
  ) -> PolicyLine? {
    var found: Document?
    plan.snapshot.policy.forEachDocument { document in
      let place = document.location
      guard place.file == file, place.line <= number, place.line >= found?.location.line ?? 0
      else { return }
      found = document
    }
    guard let found else { return sealed(file, in: plan) }
    let subject = "\(noun(of: found)) \(found.name)"
    let policy = plan.snapshot.policy
    switch found {
    case .fleet:
      return PolicyLine(
        subject: subject, requirement: nil, parts: [], images: policy.imageNames.sorted())
    case .host(let host):
      let images = policy.imageNames.sorted().filter { name in
        policy.image(name).map { policy.hosts(for: $0).contains(host.name) } ?? false
      }
      return PolicyLine(subject: subject, requirement: nil, parts: [], images: images)
    case .image(let image):
      return PolicyLine(
        subject: subject, requirement: nil,
        parts: parts(image.specification, number, indentations, file), images: [image.name])
    case .requirement(let asked):
      return PolicyLine(
        subject: subject, requirement: asked.name,
        parts: parts(asked.specification, number, indentations, file),
        images: policy.images(matching: asked.selector).sorted())
    }
  }

  /// A file that is sealed into images.
  private static func sealed(_ file: String, in plan: FleetPlan) -> PolicyLine? {
    var folders: Set<String> = []
    var images: [ImageName] = []
    for name in plan.names {
      guard let planned = plan[name] else { continue }
      let held = planned.blueprint.parts.flatMap { part in
        part.directories.keys.compactMap { part.options[$0]?.json.string }
      }.map { $0.hasSuffix("/") ? $0 : $0 + "/" }.filter { file.hasPrefix($0) }
      guard !held.isEmpty else { continue }
      folders.formUnion(held)
      images.append(name)
    }
    return folders.max { $0.count < $1.count }.map { folder in
      PolicyLine(
        subject: "the sealed folder \(folder)", requirement: nil, parts: [], images: images)
    }
  }

  private static func noun(of document: Document) -> String {
    switch document {
    case .fleet: "fleet"
    case .host: "host"
    case .image: "image"
    case .requirement: "requirement"
    }
  }
}

extension PolicyLine {
  /// Every module and option that a document asks for, by place.
  package static func parts(of specification: Specification) -> [Part] {
    let parts = specification.entries.flatMap { module, entry in
      entry.origins.map { Part(module: module, option: nil, location: $0.location) }
        + entry.demands.map {
          Part(module: module, option: $0.setting.option, location: $0.origin.location)
        }
    }
    return parts.sorted { ($0.location, $0.name) < ($1.location, $1.name) }
  }

  /// Those that stand on the line, else the innermost one around it.
  private static func parts(
    _ specification: Specification, _ line: Int, _ indentations: [Int?], _ file: String
  ) -> [Part] {
    let parts = parts(of: specification).filter { $0.location.file == file }
    let own = parts.filter { $0.location.line == line }
    guard own.isEmpty, line <= indentations.count else { return own }
    let around = parts.last { part in
      // A line between that is indented less has ended what began there.
      part.location.line < line
        && indentations[part.location.line..<line].allSatisfy {
          $0.map { $0 >= part.location.column } ?? true
        }
    }
    return around.map { [$0] } ?? []
  }
}

import Policy
import Unikernel
import Vocabulary

/// `kind: SecurityRequirement`.
enum RequirementShape {
  static let document = DocumentShape.document(
    "SecurityRequirement", "What images must have, must not have, and must be seen to enforce.",
    metadata: .metadata(), spec: spec
  ) { metadata, spec, location in spec(metadata, location) }

  /// A requirement that lacks only its name and place.
  private typealias Unnamed =
    @Sendable (Metadata<Named.Requirement>, SourceLocation) -> SecurityRequirement

  private static let spec: Kind<Unnamed> = .mapping(
    .required("selector", .selector, "Which images it applies to."),
    .optional("modules", .modules, "Modules, with options, that they must have."),
    .versions,
    .optional("forbid", ObligationsShape.forbid, "What must not be in them."),
    .optional("limits", ObligationsShape.limits, "How large they may be."),
    .optional("probes", .list(of: .probe), "Requests whose answers show that it is enforced."),
    .notBefore, .notAfter, .schedule,
    rules: [
      "anyOf": .array(
        ["modules", "forbid", "limits", "probes"].map {
          [
            "required": .words([$0]),
            "properties": [$0: ["not": Schema.type("null").json].json].json,
          ]
          .json
        })
    ],
    make: make)

  private static func make(
    _ place: Place, _ selector: Selector, _ modules: [ModuleRequest]?,
    _ versions: [VersionRequest], _ forbid: Obligations?, _ limits: Obligations?,
    _ probes: [HTTPProbe]?, _ notBefore: Instant?, _ notAfter: Located<Instant>?,
    _ schedule: Schedule?
  ) -> Unnamed? {
    if modules == nil, forbid == nil, limits == nil, probes == nil {
      place.note(
        at: place.slot.key,
        "\(place.slot.noun.text) needs a value for modules, forbid, limits or probes",
        hint: "a requirement asks for something")
    }
    let validity = Validity(notBefore, notAfter, schedule, place)
    var obligations = limits ?? Obligations()
    obligations.forbiddenModules = forbid?.forbiddenModules ?? [:]
    obligations.forbiddenOptions = forbid?.forbiddenOptions ?? []
    let all = obligations
    return { metadata, location in
      SecurityRequirement(
        name: metadata.name, selector: selector,
        specification: Specification(modules ?? [], versions, for: .requirement(metadata.name)),
        probes: probes ?? [], obligations: all, validity: validity, location: location)
    }
  }
}

import Policy
import Unikernel
import Vocabulary

/// `kind: UnikernelImage`.
enum ImageShape {
  static let document = DocumentShape.document(
    "UnikernelImage", "A unikernel: the modules that it is made of, and where it runs.",
    metadata: .metadata(), spec: spec
  ) { metadata, spec, location in spec(metadata, location) }

  /// An image that lacks only its name and place.
  private typealias Unnamed =
    @Sendable (Metadata<Named.Image>, SourceLocation) -> UnikernelImage

  private static let spec: Kind<Unnamed> = .mapping(
    .required("modules", .modules, "The modules with the options that differ from the defaults."),
    .versions,
    .defaulted(
      "target", .choice(of: Target.self), .spt, shown: .string("spt"),
      "What runs it: a sandboxed process (spt) or a virtual machine (hvt)."),
    .defaulted(
      "memory", .text(.memory), 32, shown: .string("32MiB"), "Memory of one instance."),
    .defaulted("ports", ports, [], "TCP ports that the host makes reachable."),
    .defaulted("placement", placement, .init(), "On which hosts it runs."),
    .defaulted(
      "rollout", RolloutShape.rules, RolloutRules(),
      "How its instances give way to those of the next version."),
    .notBefore, .notAfter, .schedule,
    .optional(
      "validFor", validFor,
      "For how long a built image is valid: 90s, 15m, 24h or 7d. It is renewed before that."),
    make: make)

  private static func make(
    _ place: Place, _ modules: [ModuleRequest], _ versions: [VersionRequest], _ target: Target,
    _ memory: Int, _ ports: [UnikernelImage.Port], _ placement: UnikernelImage.Placement,
    _ rollout: RolloutRules, _ notBefore: Instant?, _ notAfter: Located<Instant>?,
    _ schedule: Schedule?, _ validFor: Int?
  ) -> Unnamed? {
    let validity = Validity(notBefore, notAfter, schedule, place)
    return { metadata, location in
      UnikernelImage(
        name: metadata.name, labels: metadata.labels,
        specification: Specification(modules, versions, for: .image(metadata.name)),
        target: target, memoryMiB: memory, ports: ports, placement: placement,
        rollout: rollout, validity: validity, validForSeconds: validFor, location: location)
    }
  }

  private static let ports = Kind<[UnikernelImage.Port]>.list(
    of: .mapping(
      .required("port", .port, "The port that the image listens on."),
      .optional("hostPort", .port, "The port of the host; the same when left out."),
      called: "a port"
    ) { _, port, hostPort in UnikernelImage.Port(port: port, hostPort: hostPort ?? port) },
    count: 0...Limits.portsPerImageMax,
    "an image has at most \(Limits.portsPerImageMax) ports")

  private static let placement: Kind<UnikernelImage.Placement> = .mapping(
    .defaulted("selector", .selector, Selector(), "Which hosts may run it; all when left out."),
    .defaulted(
      "replicas", .integer(0...Limits.replicasMax), 1, shown: .integer(1),
      "How many instances, each on a host of its own.")
  ) { _, selector, replicas in UnikernelImage.Placement(selector: selector, replicas: replicas) }

  private static let validFor = Kind.text(.duration).then { seconds, place -> Int? in
    let range = Limits.validForSecondsMin...Limits.validForDaysMax * 86_400
    if range.contains(seconds) { return seconds }
    place.note("validFor must be from 1m to \(Limits.validForDaysMax)d")
    return nil
  }
}

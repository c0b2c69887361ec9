import Policy
import Unikernel
import Vocabulary

/// `kind: Module`, the `module.yaml` of a catalog.
enum ModuleShape {
  static let document = DocumentShape.document(
    "Module", "A module of a catalog, and how it is compiled.", metadata: metadata, spec: spec
  ) { metadata, spec, location in spec(metadata, location) }

  private typealias Identity = (name: ModuleName, version: Version)

  /// A module that lacks only its name, version and place.
  private typealias Unnamed = @Sendable (Identity, SourceLocation) -> ModuleManifest

  private static let metadata: Kind<Identity> = .mapping(
    .name(), .labels,
    .defaulted(
      "version", .text(.version), Version(0), shown: .string("0.0.0"),
      "The module's version, as 1.2.3.")
  ) { _, name, _, version in (name, version) }

  private static let spec: Kind<Unnamed> = .mapping(
    .required("role", .choice(of: ModuleManifest.Role.self), "What it is for."),
    .required("doc", .string, "One line for people."),
    .defaulted(
      "requires", .list(of: .dependency, count: 0...Limits.relationsMax, tooMany("requires")), [],
      "Modules that must be in the image before it."),
    .defaulted(
      "conflicts",
      .list(
        of: Kind.text(.name()).called("a module's name"), count: 0...Limits.relationsMax,
        tooMany("conflicts")), [], "Modules that must not be in the image with it."),
    .defaulted(
      "options",
      Kind.map(from: Form<OptionName>.name(), to: OptionShape.declaration, called: "the option")
        .dictionary(), [:], "What its users may choose."),
    .sources, .headers, .external, .declares, .fills, .devices, .connects, .tls, .handover, .start,
    .run, .prebuilt, .mirage, make: make)

  private static func make(
    _ place: Place, _ role: ModuleManifest.Role, _ doc: String, _ requires: [Dependency],
    _ conflicts: [ModuleName], _ options: [OptionName: Option], _ sources: [String],
    _ headers: [String], _ external: [BuildRecipe.ExternalSources],
    _ declares: [String: BuildRecipe.HookDeclaration], _ fills: [BuildRecipe.HookFilling],
    _ devices: [BuildRecipe.Device], _ connects: [OptionName], _ tls: Bool, _ handover: Bool,
    _ start: Bool, _ run: String?,
    _ prebuilt: [Target: String], _ mirage: BuildRecipe.Mirage?
  ) -> Unnamed? {
    var recipe = BuildRecipe()
    recipe.sources = sources
    recipe.headers = headers
    recipe.external = external
    recipe.declares = declares
    recipe.fills = fills
    recipe.devices = devices
    recipe.connects = connects
    recipe.servesTLS = tls
    recipe.hasHandover = handover
    recipe.hasStart = start
    recipe.run = run
    recipe.prebuilt = prebuilt
    recipe.mirage = mirage
    let finished = recipe
    return { identity, location in
      ModuleManifest(
        module: Module(
          name: identity.name, version: identity.version, dependencies: requires,
          conflicts: Set(conflicts), options: options, location: location),
        role: role, doc: doc, recipe: finished)
    }
  }

  private static func tooMany(_ field: String) -> String {
    "\(field) has more than \(Limits.relationsMax) modules"
  }
}

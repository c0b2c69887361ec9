import Policy
package import Solo5
import Unikernel
package import Vocabulary

/// What an attacker can reach of an image: as the plan tells it, or measured on what was built.
package struct AttackSurface: Hashable, Sendable {
  /// The modules in it.
  package let modules: [ModuleName]
  /// The hooks that are filled, in the order in which they run: `http.request by basic-auth`.
  package let hooks: [String]
  /// TCP ports of the image that a host makes reachable.
  package let openPorts: [Int]
  /// The devices that its manifest declares: `service (NET_BASIC)`.
  package private(set) var devices: [String]
  /// What it asks of the kernel (spt) or of its monitor (hvt): when measured, what its code does
  /// ask; as planned, what is admitted, everything else ending it.
  package private(set) var calls: [String]
  /// Bytes of code; `nil` unless measured.
  package private(set) var textBytes: Int?

  /// Whether devices, calls and size were read off the built image.
  package var isMeasured: Bool { textBytes != nil }

  /// Reads the surface of a planned image off the modules it is made of.
  package init(of image: PlannedImage, in catalog: ModuleCatalog) {
    let parts = image.blueprint.parts.map(\.module)
    modules = parts.sorted()
    let recipes = image.generation.image.installed.compactMap { module in
      catalog[module.key].map { (name: module.name, recipe: $0.manifest.recipe) }
    }
    hooks =
      recipes.flatMap { module in module.recipe.fills.map { (module: module.name, hook: $0) } }
      .sorted {
        ($0.hook.hook, $0.hook.order, $0.module) < ($1.hook.hook, $1.hook.order, $1.module)
      }
      .map { "\($0.hook.hook) by \($0.module)" }
    openPorts = image.blueprint.ports
    let declared = Set(recipes.flatMap(\.recipe.devices))
    devices = declared.map { device in
      ImageMeasure.Device(name: device.name, kind: ManifestEntry.Kind(device.kind)).description
    }.sorted()
    let kinds = Set(declared.map { ManifestEntry.Kind($0.kind) })
    calls = AdmittedCalls.names(of: image.blueprint.target, devices: kinds)
  }

  /// The same surface as the built image shows it.
  ///
  /// Modules and hooks leave no trace in an image, and which ports are open is the host's doing:
  /// those three stay as planned.
  package func measured(by measure: ImageMeasure) -> AttackSurface {
    var surface = self
    surface.devices = measure.devices.map(\.description)
    surface.calls = measure.calls
    surface.textBytes = measure.textBytes
    return surface
  }
}

extension ManifestEntry.Kind {
  /// The kind that a module's recipe names.
  init(_ kind: BuildRecipe.Device.Kind) {
    switch kind {
    case .block: self = .block
    case .net: self = .network
    }
  }
}

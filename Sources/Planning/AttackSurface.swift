package import Policy
import Unikernel
package import Vocabulary

/// What an attacker can reach of an image, as far as the plan tells without building it.
package struct AttackSurface: Hashable, Sendable {
  /// The modules in it.
  package let modules: [ModuleName]
  /// The hooks that are filled, in the order in which they run: `http.request by basic-auth`.
  package let hooks: [String]
  /// TCP ports of the image that a host makes reachable.
  package let openPorts: [Int]
  /// The devices that its manifest declares: `service (NET_BASIC)`.
  package let devices: [String]
  /// What it may ask of the kernel (spt) or of its monitor (hvt); everything else ends it.
  package let calls: [String]

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
    openPorts = Set(image.document.ports.map(\.port)).sorted()
    let declared = Set(recipes.flatMap(\.recipe.devices))
    devices = declared.map { "\($0.name) (\($0.kind.rawValue))" }.sorted()
    calls = Self.calls(of: image.blueprint.target, devices: Set(declared.map(\.kind)))
  }

  /// What the monitor of a target admits for devices of some kinds.
  package static func calls(
    of target: Target, devices: Set<BuildRecipe.Device.Kind>
  ) -> [String] {
    let (hasNet, hasBlock) = (devices.contains(.net), devices.contains(.block))
    switch target {
    case .spt:
      return ["arch_prctl", "clock_gettime", "epoll_pwait", "exit_group"]
        + (hasBlock ? ["pread64", "pwrite64"] : []) + (hasNet ? ["read"] : [])
        + ["timerfd_settime", "write"]
    case .hvt:
      return (hasBlock ? ["block_read", "block_write"] : []) + ["halt"]
        + (hasNet ? ["net_read", "net_write"] : []) + ["poll", "puts", "walltime"]
    }
  }
}

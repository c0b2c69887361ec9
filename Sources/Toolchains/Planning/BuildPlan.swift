import Keys
import LibraryOS
import Policy
import Unikernel
import Vocabulary

/// Every compilation that an image needs, and the image's key.
struct BuildPlan: Sendable {
  /// The objects to link, in order.
  let units: [CompilationUnit]
  /// The files that compilers and linker need, by path in the working folder.
  let files: [String: [UInt8]]
  /// The parts of Debian packages that they need, by name.
  let packages: [String: ExternalPackage]
  /// Which functions fill which hooks.
  let hooks: HookTable
  /// The image key.
  let key: Digest
  /// The seed of the order in which functions and data lie.
  let layoutSeed: UInt32

  /// Plans a build.
  init(
    _ request: BuildRequest, identity: ToolchainIdentity, guest: [String: [UInt8]],
    sources: String
  ) throws(ToolchainError) {
    let packages = try ExternalPackage.read(for: request.modules, in: sources)
    let context = ModulePlan.Context(
      compilers: identity.compilers,
      guestHeaders: FileTree.digest(guest.filter { $0.key.hasPrefix("include/") }))
    let base = BasePlan(target: request.target, guest: guest, context: context)
    var files = base.files
    let hooks = try HookTable(request.modules)
    var units = base.units
    for module in request.modules {
      let plan = ModulePlan(
        module: module, closure: Self.closure(of: module, in: request.modules),
        hooks: hooks.hooks(of: module.name), packages: packages, context: context)
      let generated = try plan.generated()
      units += try plan.units(generated: generated)
      files.merge(generated) { $1 }
      for (path, bytes) in module.files { files["modules/\(module.name)/\(path)"] = bytes }
    }
    let start = Array(try StartSource.text(request.modules).utf8)
    files["image/start.c"] = start
    units.append(base.unit("image/start.c", start))
    let devices = try DeviceTable.devices(of: request.modules)
    let key = Self.key(request, identity: identity, units: units)
    layoutSeed = request.layoutSeed ?? key.layoutSeed
    self.key = layoutSeed == key.layoutSeed ? key : .sha256("\(key) layout \(layoutSeed)")
    let note = try request.sealedNote(key: self.key)
    let notes = Array(
      Notes.text(target: request.target, devices: devices, merlon: note).utf8)
    files["image/notes.S"] = notes
    units.append(base.unit("image/notes.S", notes))
    self.units = units
    self.files = files
    self.packages = packages
    self.hooks = hooks
  }

  /// The module, then all it requires in the order of installation.
  private static func closure(
    of module: SealedModule, in modules: [SealedModule]
  ) -> [SealedModule] {
    var names = module.manifest.module.requires
    for other in modules.reversed() where names.contains(other.name) {
      names.formUnion(other.manifest.module.requires)
    }
    return [module] + modules.filter { names.contains($0.name) && $0.name != module.name }
  }

  /// Names everything that decides the bytes.
  ///
  /// The keys of the units stand for what is generated and for Debian's sources.
  private static func key(
    _ request: BuildRequest, identity: ToolchainIdentity, units: [CompilationUnit]
  ) -> Digest {
    let modules = request.modules.map { module in
      JSON.object([
        "name": .string(module.name.text), "tree": .string(FileTree.digest(module.files).hex),
        "options": .object(json(module.options.mapValues(\.json))),
        "directories": .object(json(module.directories.mapValues(FileTree.json))),
      ])
    }
    return Digest.sha256(
      JSON.object([
        "modules": .array(modules), "note": .object(request.note),
        "target": .string(request.target.rawValue),
        "toolchain": .string(identity.digest.hex),
        "devices": .array(
          request.modules.flatMap(\.manifest.recipe.devices).map {
            .array([.string($0.name), .string($0.kind.rawValue)])
          }),
        "units": .array(units.map { .string($0.key.hex) }),
      ]).canonical)
  }

  private static func json(_ values: [OptionName: JSON]) -> [String: JSON] {
    Dictionary(uniqueKeysWithValues: values.map { ($0.key.text, $0.value) })
  }
}

extension Digest {
  /// The layout's seed of an image with this key; never one that has another meaning to the linker,
  /// which takes 0 for chance and 2³² − 1 for the order turned round.
  fileprivate var layoutSeed: UInt32 {
    let bits = UInt32(hex.prefix(8), radix: 16) ?? 1
    return min(max(bits, 1), .max - 1)
  }
}

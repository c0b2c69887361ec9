import Inventory
import Keys
import Policy
import Solo5
import Unikernel
import Vocabulary

extension ImageContents {
  /// Gathers what is known of an image that was just linked.
  ///
  /// - Throws: `ImageError` for bytes that are no image.
  init(
    of request: BuildRequest, _ plan: BuildPlan, _ bytes: [UInt8], _ measure: ImageMeasure,
    map: LinkMap, toolchain: ToolchainIdentity
  ) throws(ImageError) {
    let elf = try ELFImage(bytes: bytes)
    var owners: [String: ModuleName] = [:]
    for unit in plan.units { owners[unit.object] = unit.module }
    var sizes: [ModuleName?: Sizes] = [:]
    for piece in map.pieces { sizes[owners[piece.object], default: Sizes()].add(piece) }
    self.init(
      image: request.image, target: request.target, key: plan.key, digest: .sha256(bytes),
      layoutSeed: plan.layoutSeed, toolchain: toolchain.versions,
      modules: request.modules.map { module in
        Module(module, plan.packages, sizes: sizes[module.name] ?? Sizes())
      },
      base: sizes[nil] ?? Sizes(), hooks: plan.hooks.hooks.map(Hook.init),
      segments: try elf.loadPlan(memoryBytes: .max).segments.map(Segment.init),
      devices: measure.devices.map(\.description), calls: measure.calls,
      symbols: map.symbols.map { symbol in
        Symbol(
          name: symbol.name, module: owners[symbol.object]?.text, address: symbol.address,
          byteCount: symbol.byteCount)
      }.sorted { ($0.address, $0.name) < ($1.address, $1.name) })
  }
}

extension ImageContents {
  /// Tells what is known of an image that another toolchain linked: nothing of its symbols.
  init(
    of request: BuildRequest, _ module: SealedModule, _ bytes: [UInt8], _ measure: ImageMeasure,
    key: Digest, by toolchain: ToolchainIdentity
  ) throws(ImageError) {
    let plan = try ELFImage(bytes: bytes).loadPlan(memoryBytes: .max)
    var sizes = Sizes()
    for segment in plan.segments {
      if segment.protection.contains(.execute) {
        sizes.code += segment.file.count
      } else if segment.protection.contains(.write) {
        sizes.data += segment.file.count
      } else {
        sizes.constants += segment.file.count
      }
    }
    self.init(
      image: request.image, target: request.target, key: key, digest: .sha256(bytes),
      layoutSeed: 0, toolchain: toolchain.versions,
      modules: [Module(module, [:], sizes: sizes)], base: Sizes(), hooks: [],
      segments: plan.segments.map(Segment.init), devices: measure.devices.map(\.description),
      calls: measure.calls, symbols: [])
  }
}

extension ImageContents.Module {
  fileprivate init(
    _ sealed: SealedModule, _ packages: [String: ExternalPackage], sizes: ImageContents.Sizes
  ) {
    let module = sealed.manifest.module
    self.init(
      name: module.name.text, version: module.version.description,
      role: sealed.manifest.role.rawValue, tree: FileTree.digest(sealed.files),
      options: Dictionary(
        uniqueKeysWithValues: sealed.options.map { ($0.key.text, $0.value.json) }),
      requires: module.requires.map(\.text).sorted(),
      packages: sealed.manifest.recipe.external.map { part in
        ImageContents.SourcePackage(
          name: part.package, version: packages[part.package]?.version, files: part.sources)
      }, sizes: sizes)
  }
}

extension ImageContents.Sizes {
  /// Adds what the linker kept of one input section.
  fileprivate mutating func add(_ piece: LinkMap.Piece) {
    let count = Int(piece.byteCount)
    switch piece.section {
    case ".text": code += count
    case ".data": data += count
    case ".bss": zero += count
    default: constants += count
    }
  }
}

extension ImageContents.Hook {
  fileprivate init(_ hook: HookTable.Hook) {
    self.init(
      name: hook.name, owner: hook.owner.text,
      calls: hook.calls.map { "\($0.module).\($0.function)" })
  }
}

extension ImageContents.Segment {
  fileprivate init(_ segment: LoadPlan.Segment) {
    let letters: [(LoadPlan.Protection, String)] = [(.read, "r"), (.write, "w"), (.execute, "x")]
    self.init(
      address: segment.pages.lowerBound,
      byteCount: segment.pages.upperBound - segment.pages.lowerBound,
      protection: letters.map { segment.protection.contains($0.0) ? $0.1 : "-" }.joined())
  }
}

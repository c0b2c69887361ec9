import Inventory
import Keys
import Policy
import Solo5
import Vocabulary

/// Takes images that another toolchain linked, as MirageOS does, and seals them: checks what they
/// are and adds the note by which they name their policy.
struct PrebuiltToolchain: Sendable {
  /// What makes two of them seal the same bytes.
  let identity = ToolchainIdentity(versions: ["prebuilt": "1"], libraryOS: .sha256(""))

  /// The module that an image of another toolchain is of; `nil` when no module brings one.
  static func module(of request: BuildRequest) -> SealedModule? {
    request.modules.first { !$0.manifest.recipe.prebuilt.isEmpty }
  }

  private func key(
    of request: BuildRequest, _ module: SealedModule, _ image: [UInt8]
  ) throws(ToolchainError) -> Digest {
    // Options are in an image of another toolchain only by what it needs of its host.
    let needs = try HostNeeds.note(request.modules)
    return .sha256(
      JSON.object([
        "image": .string(Digest.sha256(image).hex),
        "note": .object(request.note.merging(needs) { $1 }),
        "module": .string(FileTree.digest(module.files).hex),
        "toolchain": .string(identity.digest.hex),
      ]).canonical)
  }

  /// Makes ready to seal the image that the module brings.
  func prepare(
    _ request: BuildRequest, _ module: SealedModule
  ) throws(ToolchainError) -> PreparedBuild {
    let image = try file(of: module, for: request.target)
    let key = try key(of: request, module, image)
    return PreparedBuild(key: key, identity: identity) { _ throws(ToolchainError) in
      try Self.seal(image, request, module, key: key, by: identity)
    }
  }

  /// Seals an image that another toolchain linked.
  static func seal(
    _ image: [UInt8], _ request: BuildRequest, _ module: SealedModule, key: Digest,
    by identity: ToolchainIdentity
  ) throws(ToolchainError) -> BuildResult {
    let note = try request.sealedNote(key: key)
    // A note more changes nothing of what is measured.
    let (elf, measure) = try checked(image, request, module)
    do throws(ImageError) {
      let bytes = try elf.adding(note: Notes.merlonNote(note))
      let contents = try ImageContents(
        of: request, module, bytes, measure, key: key, by: identity)
      return BuildResult(
        bytes: bytes, digest: contents.digest, key: key, textBytes: measure.textBytes,
        contents: contents, compiledModules: [], compiledUnits: 0)
    } catch {
      throw .prebuilt(module.name, "\(error)")
    }
  }

  private func file(
    of module: SealedModule, for target: Target
  ) throws(ToolchainError) -> [UInt8] {
    guard let path = module.manifest.recipe.prebuilt[target] else {
      throw .prebuilt(
        module.name,
        "it has no image for \(target.rawValue): name one under prebuilt, or set another target")
    }
    guard let bytes = module.files[path] else { throw .fileMissing(module.name, path) }
    return bytes
  }

  /// Reads the image and refuses what is not as module and policy say.
  private static func checked(
    _ bytes: [UInt8], _ request: BuildRequest, _ module: SealedModule
  ) throws(ToolchainError) -> (ELFImage, ImageMeasure) {
    if let other = request.modules.first(where: { $0.name != module.name }) {
      throw .prebuilt(
        module.name,
        "an image of another toolchain takes no other modules, but \(other.name) is to be in it")
    }
    func refuse(_ detail: String) -> ToolchainError { .prebuilt(module.name, detail) }
    do {
      let elf = try ELFImage(bytes: bytes)
      guard elf.abi.known == request.target else {
        throw refuse(
          "its image is for Solo5 target \(elf.abi.target), ABI \(elf.abi.version), "
            + "not for \(request.target.rawValue), ABI 2")
      }
      guard !elf.hasNote(of: ELFImage.sealOwner) else {
        throw refuse("its image is sealed already; give it as its own toolchain linked it")
      }
      guard module.manifest.recipe.isOfAnotherToolchain else {
        throw refuse(
          "it brings an image of another toolchain, and sources or hooks besides; nothing is added "
            + "to such an image")
      }
      let measure = try ImageMeasure(of: bytes)
      let found = measure.devices.map(\.description)
      let declared = module.manifest.recipe.devices.map { "\($0.name) (\($0.kind.rawValue))" }
        .sorted()
      guard found == declared else {
        throw refuse(
          "its image has the devices \(Spelling.list(found)), its module.yaml declares "
            + "\(declared.isEmpty ? "none" : Spelling.list(declared))")
      }
      return (elf, measure)
    } catch let error as ImageError {
      throw refuse("\(error)")
    } catch let error as ToolchainError {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }
}

package import Vocabulary

/// What is in one built image: what an auditor or an attacker would otherwise have to dig out of a
/// stripped file.
package struct ImageContents: Hashable, Sendable {
  /// The image's name in the fleet.
  package let image: ImageName
  /// Which tender runs it.
  package let target: Target
  /// The image key: what it was built from.
  package let key: Digest
  /// The digest of the ELF file.
  package let digest: Digest
  /// The seed of the order in which its functions and data lie; 0 when another toolchain linked it.
  package let layoutSeed: UInt32
  /// What each program of the toolchain says its version is, by name.
  package let toolchain: [String: String]
  /// The modules in the order of their installation.
  package let modules: [Module]
  /// Bytes of u₀ and of what is generated for the image as a whole.
  package let base: Sizes
  /// The hooks that its modules declare, by name.
  package let hooks: [Hook]
  /// What a tender loads, lowest address first.
  package let segments: [Segment]
  /// The devices of its manifest, as `service (NET_BASIC)`.
  package let devices: [String]
  /// The hypercalls or system calls in its code, by name.
  package let calls: [String]
  /// Its functions and data, by address.
  package let symbols: [Symbol]

  /// Makes the contents of an image.
  package init(
    image: ImageName, target: Target, key: Digest, digest: Digest, layoutSeed: UInt32,
    toolchain: [String: String], modules: [Module], base: Sizes, hooks: [Hook],
    segments: [Segment], devices: [String], calls: [String], symbols: [Symbol]
  ) {
    self.image = image
    self.target = target
    self.key = key
    self.digest = digest
    self.layoutSeed = layoutSeed
    self.toolchain = toolchain
    self.modules = modules
    self.base = base
    self.hooks = hooks
    self.segments = segments
    self.devices = devices
    self.calls = calls
    self.symbols = symbols
  }
}

// MARK: - Parts

extension ImageContents {
  /// One module of an image.
  package struct Module: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its version, `0.0.0` when it has none.
    package let version: String
    /// Application, library or mechanism.
    package let role: String
    /// The digest of its folder.
    package let tree: Digest
    /// The values that are sealed in, by option.
    package let options: [String: JSON]
    /// The modules that it requires, in order of their names.
    package let requires: [String]
    /// The Debian sources that are compiled with it.
    package let packages: [SourcePackage]
    /// Bytes that the linker kept of it.
    package let sizes: Sizes

    /// Makes a module.
    package init(
      name: String, version: String, role: String, tree: Digest, options: [String: JSON],
      requires: [String], packages: [SourcePackage], sizes: Sizes
    ) {
      self.name = name
      self.version = version
      self.role = role
      self.tree = tree
      self.options = options
      self.requires = requires
      self.packages = packages
      self.sizes = sizes
    }
  }

  /// Part of a Debian source package.
  package struct SourcePackage: Hashable, Sendable {
    /// The source package's name.
    package let name: String
    /// Its version by Debian's changelog; `nil` where the sources have none.
    package let version: String?
    /// The files that are compiled, in order.
    package let files: [String]

    /// Makes a part.
    package init(name: String, version: String?, files: [String]) {
      self.name = name
      self.version = version
      self.files = files
    }
  }

  /// Bytes in memory, by what may be done with them.
  package struct Sizes: Hashable, Sendable {
    /// Bytes that execute.
    package var code = 0
    /// Bytes that are only read.
    package var constants = 0
    /// Bytes that are written and have a value at boot.
    package var data = 0
    /// Bytes that are written and zero at boot.
    package var zero = 0

    /// Starts with nothing.
    package init() {}

    /// All of them.
    package var total: Int { code + constants + data + zero }
  }

  /// A hook with the functions that fill it.
  package struct Hook: Hashable, Sendable {
    /// Its name, as `http.request`.
    package let name: String
    /// The module that declares it.
    package let owner: String
    /// `MODULE.FUNCTION` in the order of the calls.
    package let calls: [String]

    /// Makes a hook.
    package init(name: String, owner: String, calls: [String]) {
      self.name = name
      self.owner = owner
      self.calls = calls
    }
  }

  /// A segment that a tender loads.
  package struct Segment: Hashable, Sendable {
    /// The first address.
    package let address: UInt64
    /// Bytes in whole pages.
    package let byteCount: UInt64
    /// `r`, `w` and `x`, or `-` for what is not allowed.
    package let protection: String

    /// Makes a segment.
    package init(address: UInt64, byteCount: UInt64, protection: String) {
      self.address = address
      self.byteCount = byteCount
      self.protection = protection
    }
  }

  /// A function or an object.
  package struct Symbol: Hashable, Sendable {
    /// Its name, mangled where the language does that.
    package let name: String
    /// The module that it comes from; `nil` for u₀.
    package let module: String?
    /// Where it is.
    package let address: UInt64
    /// Its bytes.
    package let byteCount: UInt64

    /// Makes a symbol.
    package init(name: String, module: String?, address: UInt64, byteCount: UInt64) {
      self.name = name
      self.module = module
      self.address = address
      self.byteCount = byteCount
    }
  }
}

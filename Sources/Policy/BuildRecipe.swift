package import Vocabulary

/// How a toolchain compiles a module and joins it to the others of its image.
///
/// All paths are relative, with `/`, and stay inside their folder: the decoder refuses others.
package struct BuildRecipe: Hashable, Sendable {
  /// Files of the module's folder to compile: `.c`, `.S` and `.swift`.
  package var sources: [String] = []
  /// Folders of the module whose headers the modules that require it may include.
  package var headers: [String] = []
  /// Debian source packages to compile with the module, as they are.
  package var external: [ExternalSources] = []
  /// The hooks that other modules may fill, by name.
  package var declares: [String: HookDeclaration] = [:]
  /// The hooks of required modules that this one fills.
  package var fills: [HookFilling] = []
  /// The devices that the image's manifest must have for this module.
  package var devices: [Device] = []
  /// The options of the module that name the sockets that it connects to, as `ADDRESS:PORT`; the
  /// monitor lets an image connect nowhere else.
  package var connects: [OptionName] = []
  /// Whether the module has a function `<name>_start` to call at boot, in installation order.
  package var hasStart = false
  /// Whether what the image serves is TLS because of this module.
  package var servesTLS = false
  /// Whether the image can hand its connections over to another instance because of this module.
  package var hasHandover = false
  /// The function that runs for ever after all modules have started.
  package var run: String?
  /// The files of the module's folder that are whole images, by what runs them; a module that has
  /// any is alone in its image.
  package var prebuilt: [Target: String] = [:]
  /// How MirageOS builds the module; it is then alone in its image.
  package var mirage: Mirage?

  /// Makes an empty recipe.
  package init() {}

  /// Whether there is nothing in it that only Merlon's own toolchain understands.
  package var isOfAnotherToolchain: Bool {
    sources.isEmpty && headers.isEmpty && external.isEmpty && declares.isEmpty && fills.isEmpty
      && !hasStart && run == nil
  }
}

extension BuildRecipe {
  /// Part of a Debian source package.
  package struct ExternalSources: Hashable, Sendable {
    /// The source package's name.
    package let package: String
    /// Folders with its headers.
    package let include: [String]
    /// Files to compile.
    package let sources: [String]

    /// Makes a part of a source package.
    package init(package: String, include: [String], sources: [String]) {
      self.package = package
      self.include = include
      self.sources = sources
    }
  }

  /// A unikernel of MirageOS: the module's folder has its `config.ml`.
  package struct Mirage: Hashable, Sendable {
    /// The options that are given to `mirage configure`; all are in the generated
    /// `merlon_policy.ml`.
    package let keys: [OptionName]

    /// Makes it.
    package init(keys: [OptionName]) { self.keys = keys }
  }

  /// A hook that a module offers to the mechanisms that protect it.
  package struct HookDeclaration: Hashable, Sendable {
    /// The parameter list in C.
    package let arguments: String
    /// The arguments of a call that passes the parameters on.
    package let pass: String
    /// The header that declares the types of the parameters.
    package let header: String

    /// Makes a declaration.
    package init(arguments: String, pass: String, header: String) {
      self.arguments = arguments
      self.pass = pass
      self.header = header
    }
  }

  /// A function that fills a hook.
  package struct HookFilling: Hashable, Sendable {
    /// The hook's name, as `http.request`.
    package let hook: String
    /// The C function; non-zero ends the hook with that result.
    package let function: String
    /// Functions are called in ascending order, ties by module name.
    package let order: Int

    /// Makes a filling.
    package init(hook: String, function: String, order: Int) {
      self.hook = hook
      self.function = function
      self.order = order
    }
  }

  /// A device of the Solo5 manifest.
  package struct Device: Hashable, Sendable {
    /// What kind of device, by the manifest's words.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case block = "BLOCK_BASIC"
      case net = "NET_BASIC"
    }

    /// What the secrets of a device are.
    package enum Content: String, Hashable, Sendable, CaseIterable {
      /// Private keys, each with the certificates that vouch for it.
      case certificates
      /// Keys that the host shares with somebody.
      case keys
    }

    /// The name that the tender attaches a backing to: 1–67 ASCII letters and digits.
    package let name: String
    /// What kind of device.
    package let kind: Kind
    /// The options of the module that name secrets: the host puts those, and nothing else, on the
    /// device.
    package let secrets: [OptionName]
    /// What those secrets are.
    package let content: Content

    /// Makes a device.
    package init(
      name: String, kind: Kind, secrets: [OptionName] = [], content: Content = .certificates
    ) {
      self.name = name
      self.kind = kind
      self.secrets = secrets
      self.content = content
    }
  }
}

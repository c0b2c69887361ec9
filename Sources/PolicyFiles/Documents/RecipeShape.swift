import Policy
import Unikernel
import Vocabulary

// The part of `module.yaml` that toolchains read. What ends up in generated C is checked by its
// form: names of functions, headers and hooks.

extension Field where Value == [String] {
  /// What is compiled.
  static var sources: Field {
    .defaulted("sources", .paths, [], "Files of the module's folder to compile.")
  }

  /// What others may include.
  static var headers: Field {
    .defaulted("headers", .paths, [], "Folders of headers for the modules that require it.")
  }
}

extension Field where Value == [BuildRecipe.ExternalSources] {
  /// Sources of others.
  static var external: Field {
    .defaulted(
      "external",
      .list(
        of: .mapping(
          .required("package", .text(.sourcePackage), "The source package."),
          .defaulted("include", .paths, [], "Folders with its headers."),
          .required("sources", .paths, "Its files to compile."), called: "an external package"
        ) { _, package, include, sources in
          BuildRecipe.ExternalSources(package: package, include: include, sources: sources)
        }), [], "Debian source packages to compile with the module.")
  }
}

extension Field where Value == [String: BuildRecipe.HookDeclaration] {
  /// Hooks for others.
  static var declares: Field {
    let declaration: Kind<BuildRecipe.HookDeclaration> = .mapping(
      .required("arguments", .string, "The parameter list in C."),
      .required("pass", .string, "The arguments of a call that passes the parameters on."),
      .required(
        "header", Kind.text(.relativePath).called("a hook's header"),
        "The header that declares the parameters' types."),
      .required(
        "result", .constant("first-nonzero", "a hook's result can only be first-nonzero"),
        "Whose result counts.")
    ) { _, arguments, pass, header, _ in
      BuildRecipe.HookDeclaration(arguments: arguments, pass: pass, header: header)
    }
    return .defaulted(
      "declares", Kind.map(from: .hook, to: declaration, called: "the hook").dictionary(), [:],
      "Hooks that other modules may fill.")
  }
}

extension Field where Value == [BuildRecipe.HookFilling] {
  /// Hooks of others.
  static var fills: Field {
    .defaulted(
      "fills",
      .list(
        of: .mapping(
          .required("hook", .text(.hook), "The hook."),
          .required("function", .text(.cFunction), "The C function that fills it."),
          .required(
            "order", .integer(0...1_000_000), "Functions of one hook are called in this order."),
          called: "a filled hook"
        ) { _, hook, function, order in
          BuildRecipe.HookFilling(hook: hook, function: function, order: order)
        }), [], "Hooks of required modules that it fills.")
  }
}

extension Field where Value == [BuildRecipe.Device] {
  /// Devices of the image.
  static var devices: Field {
    .defaulted(
      "devices",
      .list(
        of: .mapping(
          .required("name", .text(.device), "What the tender attaches a backing to."),
          .required("type", .choice(of: BuildRecipe.Device.Kind.self), "What kind of device."),
          .defaulted(
            "secrets", .list(of: Kind.text(.name()).called("an option's name")), [],
            "Options whose values name the host's secrets that the device holds."),
          .defaulted(
            "content", .choice(of: BuildRecipe.Device.Content.self), .certificates,
            shown: .string(BuildRecipe.Device.Content.certificates.rawValue),
            "What those secrets are."),
          called: "a device"
        ) { _, name, kind, secrets, content in
          BuildRecipe.Device(name: name, kind: kind, secrets: secrets, content: content)
        }), [],
      "Devices that the image must have for it.")
  }
}

extension Field where Value == [OptionName] {
  /// Where the module connects to.
  static var connects: Field {
    .defaulted(
      "connects", .list(of: Kind.text(.name()).called("an option's name")), [],
      "Options whose values name, as ADDRESS:PORT, what it connects to.")
  }
}

extension Field where Value == Bool {
  /// Whether ports speak TLS.
  static var tls: Field {
    .defaulted(
      "tls", .boolean, false, shown: .boolean(false),
      "Whether what the image serves is TLS because of it.")
  }

  /// Whether instances can take each other's place.
  static var handover: Field {
    .defaulted(
      "handover", .boolean, false, shown: .boolean(false),
      "Whether it takes --own-mac, --predecessor-mac and --when-replaced, by which one instance "
        + "follows another.")
  }

  /// Whether there is something to start.
  static var start: Field {
    .defaulted(
      "start", .boolean, false, shown: .boolean(false),
      "Whether its function <name>_start is called at boot.")
  }
}

extension Field where Value == String? {
  /// What runs for ever.
  static var run: Field {
    .optional("run", .text(.cFunction), "The C function that runs after all have started.")
  }
}

extension Field where Value == [Target: String] {
  /// Images of other toolchains.
  static var prebuilt: Field {
    .defaulted(
      "prebuilt",
      .mapping(
        .optional("hvt", .text(.relativePath), "The image for hvt."),
        .optional("spt", .text(.relativePath), "The image for spt."),
        called: "the prebuilt images"
      ) { _, hvt, spt in
        [Target.hvt: hvt, .spt: spt].compactMapValues(\.self)
      }, [:],
      "Files that are whole images, linked by another toolchain; the module is then alone in its image."
    )
  }
}

extension Field where Value == BuildRecipe.Mirage? {
  /// Unikernels of MirageOS.
  static var mirage: Field {
    .optional(
      "mirage",
      .mapping(
        .defaulted(
          "keys", .list(of: Kind.text(.name()).called("an option's name")), [],
          "Options that `mirage configure` is given."), called: "the MirageOS unikernel"
      ) { _, keys in BuildRecipe.Mirage(keys: keys) },
      "Builds the module's folder, which has a config.ml, by MirageOS; it is then alone in its image."
    )
  }
}

extension Kind where Value == [String] {
  /// Paths inside the folder.
  fileprivate static var paths: Kind { .list(of: .text(.relativePath)) }
}

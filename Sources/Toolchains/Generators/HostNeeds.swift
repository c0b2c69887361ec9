import Policy
import Solo5
import Unikernel
package import Vocabulary

/// What an image needs of its host besides what a Solo5 manifest can say; part of its Merlon note.
package enum HostNeeds {
  /// Lists the secrets of each device by name and the sockets that are connected to, and says
  /// whether ports speak TLS and whether an instance can hand over to another.
  ///
  /// Only names: what they name is never in an image.
  package static func note(_ modules: [SealedModule]) throws(ToolchainError) -> [String: JSON] {
    var note: [String: JSON] = [:]
    for (content, key) in [(BuildRecipe.Device.Content.certificates, "secrets"), (.keys, "keys")] {
      let secrets = try secrets(content, of: modules)
      if !secrets.isEmpty {
        note[key] = .object(secrets.mapValues { .array($0.sorted().map(JSON.string)) })
      }
    }
    var peers: Set<String> = []
    for module in modules {
      for option in module.manifest.recipe.connects {
        peers.formUnion(try sockets(option, of: module))
      }
    }
    if !peers.isEmpty { note["connects"] = .array(peers.sorted().map(JSON.string)) }
    if modules.contains(where: \.manifest.recipe.servesTLS) { note["tls"] = .boolean(true) }
    if modules.contains(where: \.manifest.recipe.hasHandover) { note["handover"] = .boolean(true) }
    return note
  }

  private static func secrets(
    _ content: BuildRecipe.Device.Content, of modules: [SealedModule]
  ) throws(ToolchainError) -> [String: Set<String>] {
    var secrets: [String: Set<String>] = [:]
    for module in modules {
      for device in module.manifest.recipe.devices where device.content == content {
        for option in device.secrets {
          secrets[device.name, default: []].formUnion(try names(option, of: module))
        }
      }
    }
    return secrets
  }

  private static func sockets(
    _ option: OptionName, of module: SealedModule
  ) throws(ToolchainError) -> [String] {
    guard let sockets = texts(option, of: module) else {
      throw .option(module.name, option, "names no sockets, but the module is to connect to them")
    }
    for socket in sockets where Peer(socket) == nil {
      throw .option(
        module.name, option, "has \"\(socket)\", which is no ADDRESS:PORT, as 192.0.2.7:8080")
    }
    return sockets
  }

  private static func names(
    _ option: OptionName, of module: SealedModule
  ) throws(ToolchainError) -> [String] {
    guard let names = texts(option, of: module) else {
      throw .option(module.name, option, "names no secrets, but a device is to hold them")
    }
    for name in names where SecretName(name) == nil {
      throw .option(
        module.name, option,
        "has \"\(name)\", which cannot name a secret: use 1 to 63 of a-z, 0-9 and -")
    }
    return names
  }

  /// The texts that an option holds, or `nil` if its type has none.
  private static func texts(_ option: OptionName, of module: SealedModule) -> [String]? {
    switch module.options[option] ?? module.manifest.module.options[option]?.defaultValue {
    case .string(let name): [name]
    case .list(let elements): elements.compactMap(text)
    case .map(let members): members.values.compactMap(text)
    default: nil
    }
  }

  private static func text(_ value: OptionValue) -> String? {
    if case .string(let text) = value { text } else { nil }
  }
}

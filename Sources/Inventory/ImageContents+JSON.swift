package import Vocabulary

// Contents as they stand in the store and as `merlon image inspect --output json` prints them.

extension ImageContents {
  /// The schema that the JSON names.
  package static let schema = "https://merlon.dev/schema/image/v1"

  /// Writes the contents.
  package var json: JSON {
    .object([
      "schema": .string(Self.schema), "image": .string(image.text),
      "target": .string(target.rawValue), "key": .string(key.description),
      "digest": .string(digest.description), "layoutSeed": .integer(Int(layoutSeed)),
      "toolchain": .object(toolchain.mapValues(JSON.string)),
      "modules": .array(modules.map(\.json)), "base": base.json,
      "hooks": .array(hooks.map(\.json)), "segments": .array(segments.map(\.json)),
      "devices": .array(devices.map(JSON.string)), "calls": .array(calls.map(JSON.string)),
      "symbols": .array(symbols.map(\.json)),
    ])
  }

  /// Reads contents; `nil` when they are not what `json` wrote.
  package init?(_ json: JSON) {
    guard json["schema"]?.string == Self.schema,
      let image = json["image"]?.string.flatMap({ ImageName($0) }),
      let target = json["target"]?.string.flatMap(Target.init(rawValue:)),
      let key = json["key"]?.string.flatMap({ Digest($0) }),
      let digest = json["digest"]?.string.flatMap({ Digest($0) }),
      let seed = json["layoutSeed"]?.integer.flatMap({ UInt32(exactly: $0) }),
      let modules = json["modules"]?.all(Module.init), let base = json["base"].flatMap(Sizes.init),
      let hooks = json["hooks"]?.all(Hook.init),
      let segments = json["segments"]?.all(Segment.init),
      let devices = json["devices"]?.all(\.string), let calls = json["calls"]?.all(\.string),
      let symbols = json["symbols"]?.all(Symbol.init)
    else { return nil }
    self.init(
      image: image, target: target, key: key, digest: digest, layoutSeed: seed,
      toolchain: (json["toolchain"]?.object ?? [:]).compactMapValues(\.string), modules: modules,
      base: base, hooks: hooks, segments: segments, devices: devices, calls: calls,
      symbols: symbols)
  }
}

extension JSON {
  /// The elements of an array, each read; `nil` when one of them cannot be.
  fileprivate func all<Value>(_ read: (JSON) -> Value?) -> [Value]? {
    guard let array else { return nil }
    let values = array.compactMap(read)
    return values.count == array.count ? values : nil
  }
}

// MARK: - Parts

extension ImageContents.Module {
  fileprivate var json: JSON {
    .object([
      "name": .string(name), "version": .string(version), "role": .string(role),
      "tree": .string(tree.description), "options": .object(options),
      "requires": .array(requires.map(JSON.string)),
      "packages": .array(packages.map(\.json)), "sizes": sizes.json,
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let name = json["name"]?.string, let version = json["version"]?.string,
      let role = json["role"]?.string, let tree = json["tree"]?.string.flatMap({ Digest($0) }),
      let options = json["options"]?.object, let requires = json["requires"]?.all(\.string),
      let packages = json["packages"]?.all(ImageContents.SourcePackage.init),
      let sizes = json["sizes"].flatMap(ImageContents.Sizes.init)
    else { return nil }
    self.init(
      name: name, version: version, role: role, tree: tree, options: options, requires: requires,
      packages: packages, sizes: sizes)
  }
}

extension ImageContents.SourcePackage {
  fileprivate var json: JSON {
    .object([
      "name": .string(name), "version": version.map(JSON.string) ?? .null,
      "files": .array(files.map(JSON.string)),
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let name = json["name"]?.string, let files = json["files"]?.all(\.string) else {
      return nil
    }
    self.init(name: name, version: json["version"]?.string, files: files)
  }
}

extension ImageContents.Sizes {
  fileprivate var json: JSON {
    .object([
      "code": .integer(code), "constants": .integer(constants), "data": .integer(data),
      "zero": .integer(zero),
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let code = json["code"]?.integer, let constants = json["constants"]?.integer,
      let data = json["data"]?.integer, let zero = json["zero"]?.integer
    else { return nil }
    self.init()
    (self.code, self.constants, self.data, self.zero) = (code, constants, data, zero)
  }
}

extension ImageContents.Hook {
  fileprivate var json: JSON {
    .object([
      "name": .string(name), "owner": .string(owner), "calls": .array(calls.map(JSON.string)),
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let name = json["name"]?.string, let owner = json["owner"]?.string,
      let calls = json["calls"]?.all(\.string)
    else { return nil }
    self.init(name: name, owner: owner, calls: calls)
  }
}

extension ImageContents.Segment {
  fileprivate var json: JSON {
    .object([
      "address": .integer(Int(address)), "byteCount": .integer(Int(byteCount)),
      "protection": .string(protection),
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let address = json["address"]?.integer.flatMap({ UInt64(exactly: $0) }),
      let byteCount = json["byteCount"]?.integer.flatMap({ UInt64(exactly: $0) }),
      let protection = json["protection"]?.string
    else { return nil }
    self.init(address: address, byteCount: byteCount, protection: protection)
  }
}

extension ImageContents.Symbol {
  fileprivate var json: JSON {
    .object([
      "name": .string(name), "module": module.map(JSON.string) ?? .null,
      "address": .integer(Int(address)), "byteCount": .integer(Int(byteCount)),
    ])
  }

  fileprivate init?(_ json: JSON) {
    guard let name = json["name"]?.string,
      let address = json["address"]?.integer.flatMap({ UInt64(exactly: $0) }),
      let byteCount = json["byteCount"]?.integer.flatMap({ UInt64(exactly: $0) })
    else { return nil }
    self.init(
      name: name, module: json["module"]?.string, address: address, byteCount: byteCount)
  }
}

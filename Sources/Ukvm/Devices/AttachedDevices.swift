import Solo5

/// The devices of a manifest with what stands behind each, ready for the guest.
struct AttachedDevices {
  /// The manifest as the guest will see it.
  var manifest: Manifest
  /// The user networks, for the companion process.
  var userNetworks: [UserNetwork] = []

  private let limits: MonitorLimits

  /// Attaches what the options name; every device of the manifest must be among them.
  init(
    _ manifest: Manifest, _ options: MonitorOptions, _ limits: MonitorLimits
  ) throws(MonitorError) {
    self.manifest = manifest
    self.limits = limits
    try Self.checkNames(manifest, options)
    for (name, option) in options.networks.sorted(by: { $0.key < $1.key }) {
      try attach(option, as: name, options)
    }
    for (name, option) in options.blocks.sorted(by: { $0.key < $1.key }) {
      let handle = try Self.handle(of: name, kind: .block, in: manifest)
      let size = options.blockSizes[name] ?? MonitorOptions.blockSizeDefault
      self.manifest.attach(
        try BlockDevice.attach(option, name: name, blockSize: size), to: handle)
    }
    if let missing = self.manifest.missing {
      let option = missing.kind == .block ? "--block:\(missing.name)=PATH" : Self.hint(missing)
      throw .device(
        name: missing.name, problem: "the image declares it, but nothing is attached; add \(option)"
      )
    }
  }

  /// Every descriptor that the guest will use.
  var descriptors: [Int32] { manifest.entries.compactMap(\.descriptor) }

  private static func hint(_ entry: ManifestEntry) -> String { "--net:\(entry.name)=user" }

  private mutating func attach(
    _ option: NetworkOption, as name: String, _ options: MonitorOptions
  ) throws(MonitorError) {
    let handle = try Self.handle(of: name, kind: .network, in: manifest)
    if let mac = options.macs[name] { manifest.entries[handle].mac = mac }
    if manifest.entries[handle].mac == .unset { manifest.entries[handle].mac = .random() }
    switch option {
    case .tap(let interface):
      let tap = try Tap.attach(interface, name: name)
      try Tap.confine(tap, by: limits, name: name)
      manifest.attach(tap, to: handle)
    case .descriptor(let descriptor):
      let tap = try Tap.inherit(descriptor, name: name)
      try Tap.confine(tap, by: limits, name: name)
      manifest.attach(tap, to: handle)
    case .user:
      let network = try UserNetwork(name: name, options.forwards.filter { $0.network == name })
      manifest.attach(
        .network(descriptor: network.guestEnd, mtu: UserNetwork.mtu), to: handle)
      userNetworks.append(network)
    }
  }

  /// Refuses options for devices that do not exist or are of another kind.
  private static func checkNames(
    _ manifest: Manifest, _ options: MonitorOptions
  ) throws(MonitorError) {
    for name in options.macs.keys.sorted() {
      _ = try handle(of: name, kind: .network, in: manifest)
    }
    for name in options.blockSizes.keys.sorted() {
      _ = try handle(of: name, kind: .block, in: manifest)
    }
    for forward in options.forwards {
      _ = try handle(of: forward.network, kind: .network, in: manifest)
      guard options.networks[forward.network] == .user else {
        throw .device(
          name: forward.network,
          problem: "only a user network forwards; add --net:\(forward.network)=user")
      }
    }
  }

  private static func handle(
    of name: String, kind: ManifestEntry.Kind, in manifest: Manifest
  ) throws(MonitorError) -> Int {
    guard let handle = manifest.handle(of: name, kind: kind) else {
      let declared = manifest.entries.filter { $0.kind != nil }.map(\.name).sorted()
      let list = declared.isEmpty ? "no device" : declared.joined(separator: ", ")
      let word = kind == .block ? "block device" : "network"
      throw .device(
        name: name, problem: "the image declares no such \(word); it declares \(list)")
    }
    return handle
  }
}

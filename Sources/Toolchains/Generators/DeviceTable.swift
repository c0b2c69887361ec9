package import Policy

/// The devices of an image: what its modules declare, each once, in the order of installation.
package enum DeviceTable {
  /// The most devices that a Solo5 manifest holds besides its reserved first entry.
  package static let countMax = 63

  /// Unites the devices of the modules.
  package static func devices(
    of modules: [SealedModule]
  ) throws(ToolchainError) -> [BuildRecipe.Device] {
    var devices: [BuildRecipe.Device] = []
    for device in modules.flatMap(\.manifest.recipe.devices) where !devices.contains(device) {
      let isName =
        (1...67).contains(device.name.utf8.count)
        && device.name.utf8.allSatisfy { Self.isAlphanumeric($0) }
      guard isName else { throw .device(device.name, "is not 1 to 67 ASCII letters and digits") }
      if devices.contains(where: { $0.name == device.name }) {
        throw .device(device.name, "is declared twice with different types")
      }
      devices.append(device)
    }
    guard devices.count <= countMax else {
      throw .device(devices[countMax].name, "is one more than the \(countMax) of a Solo5 manifest")
    }
    return devices
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

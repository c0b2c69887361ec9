/// One declared device and, once attached, what stands behind it.
package struct ManifestEntry: Equatable, Sendable {
  /// The kinds of device that can be attached.
  package enum Kind: UInt32, Sendable {
    case block = 1
    case network = 2

    /// What Solo5's manifest documents call it.
    package var name: String {
      switch self {
      case .block: "BLOCK_BASIC"
      case .network: "NET_BASIC"
      }
    }
  }
  /// What stands behind an attached device.
  package enum Backing: Equatable, Sendable {
    case block(
      descriptor: Int32, capacity: UInt64, blockSize: UInt16, isReadOnly: Bool = false)
    case network(descriptor: Int32, mtu: UInt16)
  }

  private static let nameSize = 68

  /// What the command line calls the device.
  package let name: String
  /// The kind as the image has it, known or not.
  package let type: UInt32
  /// All zero until chosen.
  package var mac: MACAddress
  /// What stands behind the device, once attached.
  package var backing: Backing?

  /// The kind, if it is one that can be attached.
  package var kind: Kind? { Kind(rawValue: type) }
  /// Whether something stands behind the device.
  package var isAttached: Bool { backing != nil }
  /// The descriptor behind the device, once attached.
  package var descriptor: Int32? {
    switch backing {
    case .block(let descriptor, _, _, _), .network(let descriptor, _): descriptor
    case nil: nil
    }
  }

  /// Reads 104 bytes; of the device data only a station's MAC is taken over.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Manifest.entrySize, bytes[Self.nameSize - 1] == 0, bytes[96] == 0,
      let type = bytes.integer(UInt32.self, at: 68)
    else { return nil }
    name = String(decoding: bytes[..<Self.nameSize].prefix { $0 != 0 }, as: UTF8.self)
    self.type = type
    let mac = MACAddress(octets: Array(bytes[72..<78]))
    self.mac = Kind(rawValue: type) == .network && mac.isStation ? mac : .unset
  }

  var encoded: [UInt8] {
    var bytes = Array(name.utf8.prefix(Self.nameSize - 1))
    bytes += [UInt8](repeating: 0, count: Self.nameSize - bytes.count)
    bytes.append(littleEndian: type)
    switch backing {
    case .block(_, let capacity, let blockSize, _):
      bytes.append(littleEndian: capacity)
      bytes.append(littleEndian: blockSize)
    case .network(_, let mtu):
      bytes += mac.octets
      bytes.append(littleEndian: mtu)
    case nil: break
    }
    bytes += [UInt8](repeating: 0, count: 88 - bytes.count)
    bytes.append(littleEndian: UInt64(UInt32(bitPattern: descriptor ?? 0)))
    bytes.append(isAttached ? 1 : 0)
    return bytes + [UInt8](repeating: 0, count: Manifest.entrySize - bytes.count)
  }
}

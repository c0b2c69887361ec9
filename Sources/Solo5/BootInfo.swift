/// What the guest finds at its start: boot info, then manifest, then command line.
package struct BootInfo: Sendable {
  /// Room for the command line, its NUL included.
  package static let commandLineMax = 8192

  /// The part that differs between the two targets.
  package enum Target: Sendable {
    case hvt(tscHertz: UInt64)
    case spt(epoll: Int32, timer: Int32)
  }

  /// End of the guest's memory.
  package let memoryBytes: UInt64
  /// End of the highest loaded segment.
  package let kernelEnd: UInt64
  /// What only this target is told.
  package let target: Target
  /// The devices as attached.
  package let manifest: Manifest
  /// The guest's arguments, joined by spaces.
  package let commandLine: String

  /// Gathers what the guest is told.
  package init(
    memoryBytes: UInt64, kernelEnd: UInt64, target: Target, manifest: Manifest,
    commandLine: String
  ) {
    self.memoryBytes = memoryBytes
    self.kernelEnd = kernelEnd
    self.target = target
    self.manifest = manifest
    self.commandLine = commandLine
  }

  /// Where the whole lies in guest memory.
  package var address: UInt64 {
    switch target {
    case .hvt: 0x1_0000
    case .spt: 0x1_1000
    }
  }

  /// The bytes to be placed at ``address``.
  package var encoded: [UInt8] {
    let manifestBytes = manifest.encoded
    var bytes: [UInt8] = []
    bytes.append(littleEndian: memoryBytes)
    bytes.append(littleEndian: kernelEnd)
    switch target {
    case .hvt(let tscHertz):
      bytes.append(littleEndian: tscHertz)
      bytes.append(littleEndian: address + 56 + UInt64(manifestBytes.count))
      bytes.append(littleEndian: address + 56)
      // No network ring: features and ring address are zero.
      bytes += [UInt8](repeating: 0, count: 16)
    case .spt(let epoll, let timer):
      bytes.append(littleEndian: address + 40 + UInt64(manifestBytes.count))
      bytes.append(littleEndian: address + 40)
      bytes.append(littleEndian: epoll)
      bytes.append(littleEndian: timer)
    }
    return bytes + manifestBytes + Array(commandLine.utf8) + [0]
  }
}

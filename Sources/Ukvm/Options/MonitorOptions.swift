package import Solo5
package import Vocabulary

/// The options before the image, read but not yet held against its manifest.
package struct MonitorOptions: Equatable, Sendable {
  /// Memory of a guest for which none is asked, unless its image may have less.
  package static let memoryMiBDefault = 512
  /// The most memory that can be asked for: 16 TiB.
  package static let memoryMiBMax = 1 << 24
  /// Bytes of a block where nothing else is said.
  package static let blockSizeDefault: UInt16 = 512
  /// Longest name of a Linux network interface.
  package static let interfaceMax = 15

  /// What `--mem` asks for.
  package private(set) var memoryMiB: Int?
  /// What is to stand behind networks, by device.
  package private(set) var networks: [String: NetworkOption] = [:]
  /// Addresses of the guest, by device.
  package private(set) var macs: [String: MACAddress] = [:]
  /// What is to stand behind block devices, by device.
  package private(set) var blocks: [String: BlockOption] = [:]
  /// Bytes of a block, by device.
  package private(set) var blockSizes: [String: UInt16] = [:]
  /// What comes in through user networks, in order.
  package private(set) var forwards: [Forward] = []
  /// Where the control socket is to be.
  package private(set) var controlPath: String?
  /// When the guest is to end.
  package private(set) var notAfter: Instant?

  /// Reads the options in order.
  package init(_ arguments: [String]) throws(OptionError) {
    for argument in arguments { try read(argument) }
  }

  private mutating func read(_ argument: String) throws(OptionError) {
    func refuse(_ problem: String) -> OptionError { .init(option: argument, problem: problem) }
    guard let equals = argument.firstIndex(of: "=") else {
      throw refuse("unknown, or its value is missing")
    }
    let key = argument[..<equals]
    let value = argument[argument.index(after: equals)...]
    guard let problem = set(key, to: value) else { return }
    throw refuse(problem)
  }

  /// Gives the problem, if there is one.
  private mutating func set(_ key: Substring, to value: Substring) -> String? {
    guard let colon = key.firstIndex(of: ":") else { return setGuest(key, to: value) }
    let name = key[key.index(after: colon)...]
    guard Self.isName(name) else { return "a device's name is 1 to 67 letters and digits" }
    return setDevice(key[..<colon], of: String(name), to: value)
  }

  private mutating func setGuest(_ option: Substring, to value: Substring) -> String? {
    switch option {
    case "--mem":
      guard let memory = Decimal.number(value, in: 1...Self.memoryMiBMax) else {
        return "takes a number of MiB"
      }
      memoryMiB = memory
    case "--control":
      guard !value.isEmpty, value.utf8.count < 108 else {
        return "takes a path of at most 107 bytes"
      }
      controlPath = String(value)
    case "--not-after":
      guard let instant = Instant(String(value)) else {
        return "takes an instant like 2030-12-31T23:59:59Z"
      }
      notAfter = instant
    default: return "unknown option"
    }
    return nil
  }

  private mutating func setDevice(
    _ option: Substring, of name: String, to value: Substring
  ) -> String? {
    switch option {
    case "--net":
      guard networks[name] == nil else { return "given twice for this device" }
      guard let network = Self.network(value) else {
        return "takes an interface of at most \(Self.interfaceMax) bytes, @FD, or user"
      }
      networks[name] = network
    case "--net-mac":
      guard let mac = MACAddress(String(value)) else { return "takes aa:bb:cc:dd:ee:ff" }
      macs[name] = mac
    case "--block", "--block-readonly":
      guard blocks[name] == nil else { return "given twice for this device" }
      guard let block = Self.block(value, isReadOnly: option == "--block-readonly") else {
        return option == "--block" ? "takes a path" : "takes a path, or @FD"
      }
      blocks[name] = block
    case "--block-sector-size":
      guard let size = Decimal.number(value, in: 512...32768), size & (size - 1) == 0 else {
        return "takes a power of two from 512 to 32768"
      }
      blockSizes[name] = UInt16(size)
    case "--forward":
      guard let forward = Forward(network: name, value) else {
        return "takes tcp:ADDRESS:PORT:GUESTPORT or @FD:GUESTPORT[,held]"
      }
      forwards.append(forward)
    default: return "unknown option"
    }
    return nil
  }

  private static func network(_ value: Substring) -> NetworkOption? {
    if value == "user" { return .user }
    if value.first == "@" { return Decimal.descriptor(value.dropFirst()).map { .descriptor($0) } }
    guard (1...interfaceMax).contains(value.utf8.count) else { return nil }
    return .tap(interface: String(value))
  }

  /// Only what is read may be inherited: with `--block` a path that begins with @ is a path, as it
  /// is upstream.
  private static func block(_ value: Substring, isReadOnly: Bool) -> BlockOption? {
    guard !value.isEmpty else { return nil }
    guard isReadOnly else { return .readWrite(path: String(value)) }
    guard value.first == "@" else { return .readOnly(path: String(value)) }
    return Decimal.descriptor(value.dropFirst()).map { .readOnlyDescriptor($0) }
  }

  private static func isName(_ name: Substring) -> Bool {
    (1...67).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
          || (0x61...0x7a).contains(byte)
      }
  }
}

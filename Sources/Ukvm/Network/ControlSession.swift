/// The words of one connection to the control socket: a command a line, an answer a line.
package struct ControlSession: Sendable {
  /// What a line asks for.
  package enum Command: Equatable, Sendable {
    case open
    case close
    /// `close` for a guest that was booted with `--own-mac` and `--when-replaced=wait`, which is told
    /// so.
    case replace
    case status
    case unknown
  }

  /// A line that grows longer is answered as unknown, and the rest of it passed over.
  package static let lineMax = 256

  private var line: [UInt8] = []
  private var isOverlong = false

  /// Begins with nothing received.
  package init() {}

  /// Takes in what arrived and gives the commands that it completes.
  package mutating func receive(_ bytes: some Sequence<UInt8>) -> [Command] {
    var commands: [Command] = []
    for byte in bytes {
      guard byte != UInt8(ascii: "\n") else {
        commands.append(isOverlong ? .unknown : Self.command(line))
        line.removeAll(keepingCapacity: true)
        isOverlong = false
        continue
      }
      if line.count == Self.lineMax { isOverlong = true } else { line.append(byte) }
    }
    return commands
  }

  private static func command(_ line: [UInt8]) -> Command {
    switch String(
      decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
    {
    case "open": .open
    case "close": .close
    case "replace": .replace
    case "status": .status
    default: .unknown
    }
  }
}

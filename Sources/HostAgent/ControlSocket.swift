import Glibc
import HostLink

/// The control socket of a monitor: a line there, a line back.
struct ControlSocket: Sendable {
  /// Its path.
  let path: String
  private static let answerBytesMax = 1024

  /// Sends one command and returns what follows `ok`; anything else is an error.
  func ask(_ command: String, within milliseconds: Int) throws(HostAgentError) -> String {
    let descriptor: Int32
    do throws(HostLinkError) {
      descriptor = try UnixSocket.connect(to: path)
    } catch {
      throw HostAgentError(.monitor, "the monitor's control socket: \(error.detail)")
    }
    defer { close(descriptor) }
    let line = Array((command + "\n").utf8)
    guard send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count else {
      throw HostAgentError(.monitor, "the monitor does not take '\(command)'")
    }
    let answer = try readLine(descriptor, until: Clock.monotonic + milliseconds)
    guard answer == "ok" || answer.hasPrefix("ok ") else {
      throw HostAgentError(.monitor, "the monitor answered '\(command)' with '\(answer)'")
    }
    return String(answer.dropFirst(3))
  }

  /// The number after `key=` in an answer.
  static func number(_ key: String, in answer: String) -> Int? {
    for word in answer.split(separator: " ") where word.hasPrefix(key + "=") {
      return Int(word.dropFirst(key.count + 1))
    }
    return nil
  }

  private func readLine(
    _ descriptor: Int32, until deadline: Int
  ) throws(HostAgentError) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < Self.answerBytesMax {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&entry, 1, Int32(clamping: max(0, deadline - Clock.monotonic)))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { break }
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { break }
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    throw HostAgentError(.monitor, "the monitor did not answer on its control socket")
  }
}

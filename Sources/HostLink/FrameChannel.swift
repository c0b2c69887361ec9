import Disk
import Glibc
import Vocabulary

/// Two descriptors that carry frames: a length in 32 bits, big-endian, then as many bytes.
///
/// Owns both descriptors; blocks; used by one thread at a time.
struct FrameChannel: ~Copyable {
  private let input: Int32
  private let output: Int32

  init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  deinit {
    close(input)
    if output != input { close(output) }
  }

  /// Reads one frame of at most `limit` bytes, or returns `nil` at an orderly end.
  func receive(atMost limit: Int, within milliseconds: Int32 = -1) throws(HostLinkError)
    -> [UInt8]?
  {
    guard let header = try read(4, within: milliseconds, mayEnd: true) else { return nil }
    let count = header.reduce(0) { $0 << 8 | Int($1) }
    guard count <= limit else {
      throw HostLinkError(.tooLarge, "a message of \(count) bytes is over the limit of \(limit)")
    }
    return try read(count, within: milliseconds, mayEnd: false)
  }

  /// Writes one frame.
  func send(_ bytes: [UInt8]) throws(HostLinkError) {
    let count = UInt32(bytes.count)
    let header = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> UInt32($0)) }
    try write(header + bytes)
  }

  /// Reads one message.
  func receive<Value: WireValue>(
    _: Value.Type, within milliseconds: Int32 = -1
  ) throws(HostLinkError) -> Value? {
    let limit = HostLinkLimits.messageBytesMax
    guard let bytes = try receive(atMost: limit, within: milliseconds) else { return nil }
    let json: JSON
    do throws(JSONError) {
      json = try JSON.parse(bytes)
    } catch {
      throw HostLinkError(.malformed, error.description)
    }
    return try Value(WireReader(json))
  }

  /// Writes one message.
  func send(_ value: some WireValue) throws(HostLinkError) {
    let bytes = Array(value.json.canonical.utf8)
    guard bytes.count <= HostLinkLimits.messageBytesMax else {
      throw HostLinkError(
        .tooLarge,
        "a message of \(bytes.count) bytes is over the limit of \(HostLinkLimits.messageBytesMax)")
    }
    try send(bytes)
  }

  private func read(
    _ count: Int, within milliseconds: Int32, mayEnd: Bool
  ) throws(HostLinkError) -> [UInt8]? {
    // Grows as the bytes come: an announced length alone takes no memory.
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while bytes.count < count {
      try waitForInput(milliseconds)
      let got = Glibc.read(input, &chunk, min(chunk.count, count - bytes.count))
      if got == 0 {
        if mayEnd, bytes.isEmpty { return nil }
        throw HostLinkError(.closed, "the other side closed the connection within a message")
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw HostLinkError(.closed, "reading failed: \(SystemError.text(errno))")
      }
      bytes.append(contentsOf: chunk[..<got])
    }
    return bytes
  }

  private func waitForInput(_ milliseconds: Int32) throws(HostLinkError) {
    guard milliseconds >= 0 else { return }
    var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    var count = poll(&descriptor, 1, milliseconds)
    while count < 0, errno == EINTR { count = poll(&descriptor, 1, milliseconds) }
    if count == 0 {
      throw HostLinkError(.closed, "no answer within \(milliseconds) ms")
    }
  }

  private func write(_ bytes: [UInt8]) throws(HostLinkError) {
    var sent = 0
    while sent < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        let start = buffer.baseAddress?.advanced(by: sent)
        // A socket must not raise SIGPIPE; a pipe of ssh is no socket.
        let put = Glibc.send(output, start, bytes.count - sent, Int32(MSG_NOSIGNAL))
        return put < 0 && errno == ENOTSOCK
          ? Glibc.write(output, start, bytes.count - sent) : put
      }
      if put < 0 {
        if errno == EINTR { continue }
        throw HostLinkError(.closed, "writing failed: \(SystemError.text(errno))")
      }
      sent += put
    }
  }
}

import Synchronization
package import Vocabulary

/// The controller's side of a connection to a host.
///
/// Blocks until the host has answered; one question at a time, from any thread. After an error
/// other than `.refused` the connection is of no more use: connect again.
package final class HostClient: Sendable {
  /// What the host said of itself.
  package let greeting: HostGreeting
  private let channel: Mutex<FrameChannel>
  /// Time for an answer that needs no waiting on the host's side.
  private static let patienceMilliseconds: Int32 = 30_000

  /// Connects to the agent at the unix socket `path`.
  package static func connect(to path: String) throws(HostLinkError) -> HostClient {
    let descriptor = try UnixSocket.connect(to: path)
    return try HostClient(input: descriptor, output: descriptor)
  }

  /// Speaks over two descriptors, which this client owns from now on: a socket given twice, or the
  /// pipes of `ssh HOST merlon host connect`.
  ///
  /// With pipes, ignore SIGPIPE.
  package init(input: Int32, output: Int32) throws(HostLinkError) {
    let channel = FrameChannel(input: input, output: output)
    let version = HostLinkLimits.version
    let reply = try Self.ask(.hello(version: version), on: channel)
    guard case .greeting(let greeting) = reply else { throw Self.surprise(reply) }
    self.greeting = greeting
    self.channel = Mutex(channel)
  }

  /// Tells whether the host holds the image.
  package func hasImage(_ digest: Digest) throws(HostLinkError) -> Bool {
    let reply = try ask(.hasImage(digest))
    guard case .present(let isPresent) = reply else { throw Self.surprise(reply) }
    return isPresent
  }

  /// Gives the host an image; sends nothing if the host holds it already.
  package func putImage(_ digest: Digest, _ bytes: [UInt8]) throws(HostLinkError) {
    guard bytes.count <= HostLinkLimits.imageBytesMax else {
      throw HostLinkError(
        .tooLarge,
        "image \(digest.short) has \(bytes.count) bytes, over the limit of "
          + "\(HostLinkLimits.imageBytesMax)")
    }
    guard try !hasImage(digest) else { return }
    try expectDone(ask(.putImage(digest, size: bytes.count), then: bytes))
  }

  /// Tells the host all that the fleet wants there.
  ///
  /// Returns when the host has it on disk.
  package func apply(_ desired: DesiredState) throws(HostLinkError) {
    try expectDone(ask(.apply(desired)))
  }

  /// Asks what every instance is doing.
  package func status() throws(HostLinkError) -> [InstanceStatus] {
    let reply = try ask(.status)
    guard case .status(let rows) = reply else { throw Self.surprise(reply) }
    return rows
  }

  /// Asks for the events after `number`, oldest first; the host waits for the first one at most
  /// `waitMilliseconds`.
  package func events(
    since number: Int, waitMilliseconds: Int = 0
  ) throws(HostLinkError) -> [HostEvent] {
    let wait = min(max(0, waitMilliseconds), HostLinkLimits.waitMillisecondsMax)
    let reply = try ask(
      .events(since: number, waitMilliseconds: wait),
      patience: Self.patienceMilliseconds + Int32(wait))
    guard case .events(let events) = reply else { throw Self.surprise(reply) }
    return events
  }

  /// Tells the agent to stop all instances and itself.
  package func stop() throws(HostLinkError) { try expectDone(ask(.stop)) }

  private func ask(
    _ request: HostRequest, then bytes: [UInt8]? = nil,
    patience: Int32 = HostClient.patienceMilliseconds
  ) throws(HostLinkError) -> HostReply {
    try channel.withLock { channel throws(HostLinkError) in
      try Self.ask(request, then: bytes, on: channel, patience: patience)
    }
  }

  private static func ask(
    _ request: HostRequest, then bytes: [UInt8]? = nil, on channel: borrowing FrameChannel,
    patience: Int32 = HostClient.patienceMilliseconds
  ) throws(HostLinkError) -> HostReply {
    try channel.send(request)
    if let bytes { try channel.send(bytes) }
    guard let reply = try channel.receive(HostReply.self, within: patience) else {
      throw HostLinkError(.closed, "the host closed the connection; is it the same user's?")
    }
    if case .refused(let error) = reply { throw error }
    return reply
  }

  private func expectDone(_ reply: HostReply) throws(HostLinkError) {
    guard case .done = reply else { throw Self.surprise(reply) }
  }

  private static func surprise(_: HostReply) -> HostLinkError {
    HostLinkError(.malformed, "the host answered another question than was asked")
  }
}

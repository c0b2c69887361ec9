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
  /// How many orders were signed.
  private let orders = Mutex(0)
  /// What leads to the host, for as long as this client lives.
  private let ssh: SSHProcess?
  /// Time for an answer that needs no waiting on the host's side.
  private static let patienceMilliseconds: Int32 = 30_000

  /// Connects to the agent at the unix socket `path`.
  package static func connect(to path: String) throws(HostLinkError) -> HostClient {
    let descriptor = try UnixSocket.connect(to: path)
    return try HostClient(input: descriptor, output: descriptor)
  }

  /// Connects to the agent of `host`, wherever that is.
  ///
  /// Throws `.refused` if another host answers there.
  package static func connect(
    to address: AgentAddress, of host: HostName
  ) throws(HostLinkError) -> HostClient {
    let client: HostClient
    switch address {
    case .socket(let path): client = try connect(to: path)
    case .ssh(let place):
      let ssh = try SSHProcess(to: place, host: host)
      do throws(HostLinkError) {
        client = try HostClient(input: ssh.descriptor, output: ssh.descriptor, ssh: ssh)
      } catch {
        throw HostLinkError(error.code, "\(address): \(ssh.complaint ?? error.detail)")
      }
    }
    guard client.greeting.host == host else {
      throw HostLinkError(
        .refused, "the agent at \(address) is host \(client.greeting.host), not \(host)")
    }
    return client
  }

  /// Speaks over two descriptors, which this client owns from now on: a socket given twice, or
  /// pipes.
  ///
  /// With pipes, ignore SIGPIPE.
  package convenience init(input: Int32, output: Int32) throws(HostLinkError) {
    try self.init(input: input, output: output, ssh: nil)
  }

  private init(input: Int32, output: Int32, ssh: SSHProcess?) throws(HostLinkError) {
    let channel = FrameChannel(input: input, output: output)
    let version = HostLinkLimits.version
    let reply = try Self.ask(.hello(version: version), on: channel)
    guard case .greeting(let greeting) = reply else { throw Self.surprise(reply) }
    self.greeting = greeting
    self.channel = Mutex(channel)
    self.ssh = ssh
  }

  /// Tells whether the host holds the image.
  package func hasImage(_ digest: Digest) throws(HostLinkError) -> Bool {
    let reply = try ask(.hasImage(digest))
    guard case .present(let isPresent) = reply else { throw Self.surprise(reply) }
    return isPresent
  }

  /// Gives the host an image; sends nothing if the host holds it already, and else only the chunks
  /// that neither its other images nor an earlier attempt have brought there.
  ///
  /// The bytes are read only for a host that lacks the image. Returns how many of them were sent.
  @discardableResult
  package func putImage(
    _ digest: Digest, _ read: @autoclosure () throws(HostLinkError) -> [UInt8]
  ) throws(HostLinkError) -> Int {
    guard try !hasImage(digest) else { return 0 }
    let bytes = try read()
    guard bytes.count <= HostLinkLimits.imageBytesMax else {
      throw HostLinkError(
        .tooLarge,
        "image \(digest.short) has \(bytes.count) bytes, over the limit of "
          + "\(HostLinkLimits.imageBytesMax)")
    }
    let offer = ImageOffer(digest, bytes)
    return try channel.withLock { channel throws(HostLinkError) in
      let reply = try Self.ask(.putImage(digest), then: offer.list, on: channel)
      guard case .lacking(let lacking) = reply, (lacking.last ?? 0) < max(1, offer.chunks.count)
      else { throw Self.surprise(reply) }
      let ranges = lacking.map { offer.chunks[$0].range }
      for range in ranges { try channel.send(Array(bytes[range])) }
      try Self.expectDone(Self.answer(on: channel))
      return ranges.reduce(0) { $0 + $1.count }
    }
  }

  /// Tells the host all that the fleet wants there, in the signed words of a controller.
  ///
  /// Returns when the host has it on disk.
  package func apply(
    _ desired: DesiredState, by authority: OrderAuthority
  ) throws(HostLinkError) {
    try give(order(desired, by: authority))
  }

  /// Signs the next order of this connection.
  package func order(
    _ desired: DesiredState, by authority: OrderAuthority
  ) throws(HostLinkError) -> HostOrder {
    try HostOrder(
      desired, for: greeting.host, challenge: greeting.challenge, number: nextNumber(),
      by: authority)
  }

  private func nextNumber() -> Int {
    orders.withLock { count in
      count += 1
      return count
    }
  }

  /// Gives the host an order that was signed before.
  package func give(_ order: HostOrder) throws(HostLinkError) {
    try Self.expectDone(ask(.apply(order: order.line)))
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

  /// Asks for the lines that the host has signed behind a place of its ledger, oldest first, in the
  /// signed words of a controller.
  package func statements(
    _ question: StatementQuestion, by authority: OrderAuthority
  ) throws(HostLinkError) -> [String] {
    let order = try StatementOrder(
      question, for: greeting.host, challenge: greeting.challenge, number: nextNumber(),
      by: authority)
    let reply = try ask(.statements(order: order.line))
    guard case .statements(let lines) = reply else { throw Self.surprise(reply) }
    return lines
  }

  /// Tells the agent to stop all instances and itself.
  package func stop() throws(HostLinkError) { try Self.expectDone(ask(.stop)) }

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
    return try answer(on: channel, patience: patience)
  }

  private static func answer(
    on channel: borrowing FrameChannel, patience: Int32 = HostClient.patienceMilliseconds
  ) throws(HostLinkError) -> HostReply {
    guard let reply = try channel.receive(HostReply.self, within: patience) else {
      throw HostLinkError(.closed, "the host closed the connection; is it the same user's?")
    }
    if case .refused(let error) = reply { throw error }
    return reply
  }

  private static func expectDone(_ reply: HostReply) throws(HostLinkError) {
    guard case .done = reply else { throw surprise(reply) }
  }

  private static func surprise(_: HostReply) -> HostLinkError {
    HostLinkError(.malformed, "the host answered another question than was asked")
  }
}

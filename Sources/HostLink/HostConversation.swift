import Vocabulary

/// The host's side of one connection: hello first, then questions until the other side ends.
enum HostConversation {
  static func run(
    on channel: borrowing FrameChannel, with service: some HostService
  ) throws(HostLinkError) {
    var hasGreeted = false
    var freshness = OrderFreshness()
    while true {
      let reply: HostReply
      var isStop = false
      do throws(HostLinkError) {
        guard
          let request = try channel.receive(
            HostRequest.self, within: hasGreeted ? -1 : HostLinkLimits.helloMilliseconds)
        else { return }
        guard hasGreeted || request.isHello else {
          throw HostLinkError(.refused, "say hello first")
        }
        if case .stop = request { isStop = true }
        reply = try answer(request, on: channel, with: service, &freshness)
        hasGreeted = true
      } catch {
        try channel.send(HostReply.refused(error))
        // After anything but a plain no, the place in the stream is not certain any more.
        guard error.code == .refused, hasGreeted else { return }
        continue
      }
      // Not before the answer is out: the end of the agent is the end of this connection.
      defer { if isStop { service.requestStop() } }
      try channel.send(reply)
    }
  }

  private static func answer(
    _ request: HostRequest, on channel: borrowing FrameChannel, with service: some HostService,
    _ freshness: inout OrderFreshness
  ) throws(HostLinkError) -> HostReply {
    switch request {
    case .hello(let version):
      guard version == HostLinkLimits.version else {
        throw HostLinkError(
          .version,
          "this host speaks version \(HostLinkLimits.version), the controller \(version); "
            + "install the same release of merlon on both")
      }
      return .greeting(service.greeting.asking(for: freshness.challenge))
    case .hasImage(let digest): return .present(service.hasImage(digest))
    case .putImage(let digest):
      try takeImage(digest, on: channel, with: service)
      return .done
    case .apply(let line):
      let order = try HostOrder(line: line)
      try freshness.check(order.head)
      try service.apply(order)
      return .done
    case .status: return .status(service.status())
    case .events(let since, let wait):
      let events = service.events(since: since, waitMilliseconds: wait)
      return .events(Array(events.prefix(HostLinkLimits.eventsMax)))
    case .statements(let line):
      let order = try StatementOrder(line: line)
      try freshness.check(order.head)
      return .statements(try service.statements(order))
    case .stop: return .done
    }
  }
}

extension HostConversation {
  /// Takes in what of an image is not here; what came before the connection broke need not come
  /// again.
  private static func takeImage(
    _ digest: Digest, on channel: borrowing FrameChannel, with service: some HostService
  ) throws(HostLinkError) {
    guard let list = try channel.receive(atMost: ImageOffer.listBytesMax) else {
      throw HostLinkError(.closed, "the list of the image's chunks did not come")
    }
    let offer = try ImageOffer(digest, list: list)
    let lacking = try service.lacking(offer)
    try channel.send(HostReply.lacking(lacking))
    var refusal: HostLinkError?
    for index in lacking {
      let chunk = offer.chunks[index]
      guard let bytes = try channel.receive(atMost: chunk.range.count) else {
        throw HostLinkError(.closed, "the connection ended within an image")
      }
      guard refusal == nil else { continue }  // to its end, so that the next question is found
      do throws(HostLinkError) {
        try service.keepChunk(chunk.digest, of: digest, bytes)
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
    try service.completeImage(offer)
  }
}

extension HostRequest {
  fileprivate var isHello: Bool { if case .hello = self { true } else { false } }
}

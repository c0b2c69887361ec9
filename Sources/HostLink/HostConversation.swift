/// The host's side of one connection: hello first, then questions until the other side ends.
enum HostConversation {
  static func run(
    on channel: borrowing FrameChannel, with service: some HostService
  ) throws(HostLinkError) {
    var hasGreeted = false
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
        reply = try answer(request, on: channel, with: service)
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
    _ request: HostRequest, on channel: borrowing FrameChannel, with service: some HostService
  ) throws(HostLinkError) -> HostReply {
    switch request {
    case .hello(let version):
      guard version == HostLinkLimits.version else {
        throw HostLinkError(
          .version,
          "this host speaks version \(HostLinkLimits.version), the controller \(version); "
            + "install the same release of merlon on both")
      }
      return .greeting(service.greeting)
    case .hasImage(let digest): return .present(service.hasImage(digest))
    case .putImage(let digest, let size):
      guard let bytes = try channel.receive(atMost: size), bytes.count == size else {
        throw HostLinkError(.malformed, "the image does not have the \(size) bytes announced")
      }
      try service.putImage(digest, bytes)
      return .done
    case .apply(let desired):
      try service.apply(desired)
      return .done
    case .status: return .status(service.status())
    case .events(let since, let wait):
      let events = service.events(since: since, waitMilliseconds: wait)
      return .events(Array(events.prefix(HostLinkLimits.eventsMax)))
    case .stop: return .done
    }
  }
}

extension HostRequest {
  fileprivate var isHello: Bool { if case .hello = self { true } else { false } }
}

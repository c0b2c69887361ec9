import HostLink
import ImageStore
import Vocabulary

/// Rolls a commit out onto all its hosts.
enum Deployer {
  private enum Message: Sendable {
    case news(HostName, HostFollower.News)
    case tick
  }

  /// How often the clock and what is newer are looked at.
  private static let tick = Duration.milliseconds(100)
  /// How many ticks, 15 seconds, all hosts have to say what they do before the rollout begins without
  /// the silent ones; ticks, because what was said while this program got no time counts.
  private static let greetingTicks = 150
  /// How long followers have to end; one whose host hangs is left to itself.
  private static let farewell = Duration.seconds(2)

  /// Tells hosts what is wanted, step by step, until nothing more happens by itself.
  ///
  /// - Parameters:
  ///   - authority: In whose name hosts are told.
  ///   - isSuperseded: Tells whether something newer is to be done instead.
  static func deploy(
    _ request: RolloutRequest, by authority: OrderAuthority, from store: ImageStore,
    isSuperseded: @escaping @Sendable () -> Bool
  ) async -> RolloutResult {
    let (messages, mailbox) = AsyncStream.makeStream(of: Message.self)
    let followers = request.hosts.map { host, agent in
      (
        host,
        HostFollower(host, at: agent, by: authority) { digest throws(HostLinkError) in
          try bytes(of: digest, in: store)
        } tell: {
          mailbox.yield(.news(host, $0))
        }
      )
    }
    let clock = Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: tick)
        mailbox.yield(.tick)
      }
    }
    defer { clock.cancel() }
    var iterator = messages.makeAsyncIterator()
    let table = Dictionary(uniqueKeysWithValues: followers)
    let result = await run(request, table, &iterator, isSuperseded)
    for (_, follower) in followers { follower.end() }
    let end = ContinuousClock.now.advanced(by: farewell)
    var count = followers.count
    while count > 0, ContinuousClock.now < end,
      let message = await iterator.next(isolation: #isolation)
    {
      if case .news(_, .ended) = message { count -= 1 }
    }
    return result
  }

  private static func run(
    _ request: RolloutRequest, _ followers: [HostName: HostFollower],
    _ messages: inout AsyncStream<Message>.Iterator, _ isSuperseded: () -> Bool
  ) async -> RolloutResult {
    var driver = RolloutDriver(request)
    var ticks = 0
    while !driver.unheard.isEmpty, ticks < greetingTicks,
      let message = await messages.next(isolation: #isolation)
    {
      switch message {
      case .news(let host, let news): driver.observe(host, news)
      case .tick: ticks += 1
      }
    }
    var hosts = driver.begin(at: .now)
    while true {
      for host in hosts { followers[host]?.want(driver.wish(for: host)) }
      guard !driver.isDone, let message = await messages.next(isolation: #isolation) else {
        return driver.result
      }
      switch message {
      case .news(let host, let news): hosts = driver.take(host, news, at: .now)
      case .tick:
        hosts = driver.keepTime(at: .now)
        guard !isSuperseded() else {
          var result = driver.result
          result.isSuperseded = true
          return result
        }
      }
    }
  }

  private static func bytes(
    of digest: Digest, in store: ImageStore
  ) throws(HostLinkError) -> [UInt8] {
    do throws(ImageStoreError) { return try store.bytes(of: digest) } catch {
      throw HostLinkError(.system, error.description)
    }
  }
}

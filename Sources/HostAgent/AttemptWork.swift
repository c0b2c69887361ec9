import Glibc
import HostLink
import Vocabulary

/// What is done for one attempt on a thread of its own, because it waits for a monitor or guest.
struct AttemptWork: Sendable {
  let desired: DesiredInstance
  let process: MonitorProcess?
  let control: ControlSocket
  let port: UInt16
  /// Where on a bridge the instance is, and whether it serves there.
  let bridge: BridgePort?
  let isServing: Bool
  let hasHandover: Bool
  let servesTLS: Bool
  let signal: AttemptSignal
  let tuning: HostAgentTuning
  let secretsDirectory: String?

  /// Waits for the guest's first answer, of whatever kind; says nothing if the attempt ends first.
  func awaitBoot() -> AttemptNews? {
    let deadline = Clock.monotonic + tuning.bootMilliseconds
    var pause: UInt32 = 1000
    // On a busy machine an answer is late, and to ask again would spend what a rate limit allows.
    var patience = 500
    while !signal.isOver, Clock.monotonic < deadline {
      if hasAnswered(within: patience) { return port == 0 ? awaitSilence() : .booted }
      // A guest on an emulated processor is slow to answer; a lost packet is soon repeated.
      patience = min(patience * 2, 2000)
      usleep(pause)
      pause = min(pause * 2, 50_000)
    }
    return nil
  }

  /// Asks every probe once.
  func probe() -> AttemptNews {
    let deadline = Clock.monotonic + tuning.probeMilliseconds
    return .probed(
      desired.probes.map { probe in
        let start = Clock.monotonic
        let (verdict, detail) = ask(probe, until: deadline)
        return ProbeResult(
          probe: probe, verdict: verdict, detail: detail, milliseconds: Clock.monotonic - start)
      })
  }

  /// Tells the monitor to accept connections; says nothing if the attempt ends first.
  func open() -> AttemptNews? {
    if let bridge {
      do throws(HostAgentError) {
        try bridge.takeOver(within: tuning.openMilliseconds, unless: signal)
        return signal.isOver ? nil : .opened
      } catch {
        return .broken(error.detail)
      }
    }
    if desired.ports.isEmpty { return .opened }
    do throws(HostAgentError) {
      _ = try control.ask("open", within: tuning.openMilliseconds)
      return .opened
    } catch {
      return .broken(error.detail)
    }
  }

  /// Tells the monitor to accept no more, and waits for the connections that it has.
  func closeAndDrain() -> AttemptNews? {
    if let bridge { return retire(bridge) }
    if desired.ports.isEmpty { return .drained }
    // A monitor that gets little of the processor answers late: the time limit of the stage, not of
    // one question, ends this. The protocol has no way to be told; the questions become rarer.
    var isClosed = false
    var pause: UInt32 = 2000
    while !signal.isOver {
      let command = isClosed ? "status" : hasHandover ? "replace" : "close"
      if let answer = try? control.ask(command, within: tuning.openMilliseconds) {
        // An "open" of before may have come later.
        isClosed = ControlSocket.number("accepting", in: answer) != 1
        if isClosed, ControlSocket.number("connections", in: answer) == 0 { return .drained }
      }
      usleep(pause)
      pause = min(pause * 2, 250_000)
    }
    return nil
  }

  /// Tells an instance on a bridge, which ends by itself when it has no connections left.
  private func retire(_ bridge: BridgePort) -> AttemptNews? {
    while !signal.isOver {
      bridge.retire()
      usleep(100_000)
    }
    return nil
  }

  /// Where the instance is asked; `nil` if this host cannot ask it.
  private var endpoint: ProbeEndpoint? {
    bridge.map { $0.endpoint(isServing: isServing) } ?? .loopback
  }

  /// Waits until a guest that cannot be asked has lived for a while.
  private func awaitSilence() -> AttemptNews? {
    // On a busy machine the monitor answers long before its guest runs.
    while !signal.isOver, process?.hasEntered == false { usleep(10_000) }
    let end = Clock.monotonic + tuning.silentMilliseconds
    while !signal.isOver, Clock.monotonic < end { usleep(10_000) }
    return signal.isOver ? nil : .booted
  }

  private func hasAnswered(within milliseconds: Int) -> Bool {
    guard port != 0 else {
      return (try? control.ask("status", within: milliseconds)) != nil
    }
    guard let endpoint else { return false }
    var exchange = HTTPExchange(
      endpoint: endpoint, port: port, path: desired.probes.first?.path ?? "/")
    exchange.isTLS = servesTLS
    // Who has to show a certificate is told nothing more than that by a guest that works.
    return switch exchange.run(until: Clock.monotonic + milliseconds) {
    case .status, .refused: true
    case .none: false
    }
  }

  private func ask(_ probe: Probe, until deadline: Int) -> (ProbeResult.Verdict, String) {
    guard port != 0 else { return (.unknown, "the instance has no port to ask") }
    guard let endpoint else {
      return (.unknown, "not asked: this host has no address on the bridge to ask from")
    }
    var exchange = HTTPExchange(endpoint: endpoint, port: port, path: probe.path)
    exchange.isTLS = servesTLS
    if let principal = probe.principal {
      switch ProbeSecret.read(of: principal, in: secretsDirectory) {
      case .success(let secret):
        exchange.credentials = secret.credentials
        exchange.identity = servesTLS ? secret.identity : nil
      case .failure(let error): return (.unknown, "not asked: \(error.detail)")
      }
    }
    return Self.judge(exchange.run(until: deadline), by: probe.expected)
  }

  private static func judge(
    _ outcome: HTTPExchange.Outcome, by expected: ProbeAnswer
  ) -> (ProbeResult.Verdict, String) {
    switch (outcome, expected) {
    case (.status(let status), .status(let wanted)) where status == wanted: (.passed, "\(status)")
    case (.status(let status), _): (.failed, "\(status) instead of \(expected)")
    case (.refused(forCertificate: true), .refused): (.passed, "refused")
    case (.refused(forCertificate: true), _):
      (.failed, "TLS was refused for want of a certificate, instead of \(expected)")
    case (.refused(forCertificate: false), _):
      (.failed, "TLS was refused before a certificate was asked for")
    case (.none(let reason), _): (.failed, reason)
    }
  }
}

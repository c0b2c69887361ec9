import HostLink
import Vocabulary

/// Compares what hosts do with what they were told, and touches nothing.
enum DriftCheck {
  /// What differs on one host, for each instance.
  static func differences(
    on host: HostName, _ rows: [InstanceStatus], _ request: RolloutRequest
  ) -> [Drift] {
    func drift(_ desired: DesiredInstance, isWanted: Bool = true, _ sentence: String) -> Drift {
      Drift(host: host, desired: desired, isWanted: isWanted, sentence: sentence)
    }
    let own = rows.filter { $0.fleet == request.fleet }
    let wanted = request.images.filter { name, image in
      image.hosts.contains(host) && !image.isHeld && image.refusal == nil
    }
    let missing = wanted.sorted { $0.key < $1.key }.compactMap { name, image -> Drift? in
      let serving = own.first { $0.image == name && $0.state == .serving }
      guard let serving else { return drift(image.desired, "\(name) does not serve") }
      guard request.version(of: serving.desired, on: host) == image.version else {
        let (found, wanted) = (serving.digest.short, image.desired.digest.short)
        return drift(image.desired, "\(name) runs \(found) instead of \(wanted)")
      }
      guard serving.revision != image.desired.revision else { return nil }
      return drift(
        image.desired, "\(name) enforces another commit, \(serving.revision.short)")
    }
    let strange = own.filter { row in
      row.state == .serving && request.images[row.image]?.hosts.contains(host) != true
    }
    return missing
      + strange.map { row in
        // What is recorded is about a commit that is here, whatever the host names.
        var desired = row.desired
        desired.revision = request.revision
        return drift(
          desired, isWanted: false,
          "\(row.image) runs, by commit \(row.revision.short), and is not wanted")
      }
  }

  /// What was found: what differs on hosts that answer, and those that do not.
  struct Outcome: Sendable {
    var drifts: [Drift] = []
    var silent: [HostName] = []

    var isEmpty: Bool { drifts.isEmpty && silent.isEmpty }
  }

  /// Asks every host.
  static func run(_ request: RolloutRequest) async -> Outcome {
    await withTaskGroup(of: (HostName, [Drift]?).self) { group in
      for (host, agent) in request.hosts {
        group.addTask {
          let rows = await rows(of: host, at: agent)
          return (host, rows.map { differences(on: host, $0, request) })
        }
      }
      var found = Outcome()
      for await (host, differences) in group {
        if let differences { found.drifts += differences } else { found.silent.append(host) }
      }
      found.drifts.sort { ($0.host, $0.desired.name) < ($1.host, $1.desired.name) }
      found.silent.sort()
      return found
    }
  }

  /// Asks one host on a thread of its own, because that blocks.
  private static func rows(
    of host: HostName, at agent: AgentAddress
  ) async -> [InstanceStatus]? {
    await withCheckedContinuation { continuation in
      let hasStarted = WorkerThread.start {
        continuation.resume(returning: try? HostClient.connect(to: agent, of: host).status())
      }
      if !hasStarted { continuation.resume(returning: nil) }
    }
  }
}

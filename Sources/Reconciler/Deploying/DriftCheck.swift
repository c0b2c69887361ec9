import HostLink
import Vocabulary

/// Compares what hosts do with what they were told, and touches nothing.
enum DriftCheck {
  /// What differs on one host, in a sentence for each instance.
  static func differences(
    on host: HostName, _ rows: [InstanceStatus], _ request: RolloutRequest
  ) -> [String] {
    let own = rows.filter { $0.fleet == request.fleet }
    let wanted = request.images.filter { name, image in
      image.hosts.contains(host) && !image.isHeld && image.refusal == nil
    }
    let missing = wanted.sorted { $0.key < $1.key }.compactMap { name, image -> String? in
      let serving = own.first { $0.image == name && $0.state == .serving }
      guard let serving else { return "\(name) does not serve" }
      guard request.version(of: serving.desired, on: host) == image.version else {
        return "\(name) runs \(serving.digest.short) instead of \(image.desired.digest.short)"
      }
      return serving.revision == image.desired.revision
        ? nil : "\(name) enforces another commit, \(serving.revision.short)"
    }
    let strange = own.filter { row in
      row.state == .serving && request.images[row.image]?.hosts.contains(host) != true
    }
    return missing + strange.map { "\($0.image) runs and is not wanted" }
  }

  /// Asks every host that answers; one that does not is found by the next rollout.
  static func run(_ request: RolloutRequest) async -> [HostName: [String]] {
    await withTaskGroup(of: (HostName, [String]).self) { group in
      for (host, agent) in request.hosts {
        group.addTask {
          let rows = await rows(of: host, at: agent)
          return (host, rows.map { differences(on: host, $0, request) } ?? ["it does not answer"])
        }
      }
      var found: [HostName: [String]] = [:]
      for await (host, differences) in group where !differences.isEmpty {
        found[host] = differences
      }
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

import Rollout

/// Names one attempt on this host.
struct AttemptReference: Hashable, Sendable {
  let key: InstanceKey
  let id: RolloutID
}

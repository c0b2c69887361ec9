import HostLink
import Rollout
import Vocabulary

/// What a commit wants of all hosts, and how it may come there.
struct RolloutRequest: Sendable {
  /// One image.
  struct Image: Sendable {
    /// What each of its instances shall be.
    let desired: DesiredInstance
    let hosts: [HostName]
    let rules: RolloutRules
    /// Why this version is not tried again.
    var refusal: String?
    /// Whether a person asked to leave it as it is.
    var isHeld = false

    var version: InstanceVersion { InstanceVersion(desired) }

    var goal: RolloutGoal<InstanceVersion> {
      RolloutGoal(
        version: version, hosts: hosts, rules: rules, refusal: refusal, isHeld: isHeld)
    }
  }

  let fleet: FleetName
  let revision: CommitID
  /// Where the agents of all hosts are, of those that shall be empty, too.
  let hosts: [HostName: AgentAddress]
  /// Where on networks of their hosts images are.
  var places: [HostName: [ImageName: NetworkPlace]] = [:]
  let images: [ImageName: Image]
  let isAtomic: Bool
  /// The images whose instances are waited for, whatever runs.
  let awaited: Set<ImageName>

  /// Whether an image shall run on a host.
  func wants(_ image: ImageName, on host: HostName) -> Bool {
    images[image]?.hosts.contains(host) == true
  }

  /// The version that an instance is of: the rollout of an image does not care where on a network
  /// it is on each host, as long as it is where it shall be.
  func version(of desired: DesiredInstance, on host: HostName) -> InstanceVersion {
    guard desired.bridge == places[host]?[desired.image] else {
      return InstanceVersion(desired, isElsewhere: true)
    }
    var anywhere = desired
    anywhere.bridge = nil
    return InstanceVersion(anywhere)
  }

  /// What is wanted of a host when it is to run a version.
  ///
  /// - Parameter former: Where the host had it: a version that is elsewhere is so on some hosts.
  func placed(
    _ desired: DesiredInstance, as version: InstanceVersion, on host: HostName,
    formerly former: NetworkPlace??
  ) -> DesiredInstance {
    var placed = desired
    placed.bridge = places[host]?[desired.image]
    if version.isElsewhere, let former { placed.bridge = former }
    return placed
  }
}

/// What came of it.
struct RolloutResult: Sendable {
  /// A version that was given up.
  struct GivenUp: Sendable {
    let digest: Digest
    let reason: String
    /// Whether every host went back to the version before.
    let isRolledBack: Bool
  }

  var outcomes: [InstanceOutcome] = []
  /// Every seat that runs what is wanted there, since now or before.
  var enforced: Set<Seat> = []
  var unreachable: [HostName: HostLinkError] = [:]
  var givenUp: [ImageName: GivenUp] = [:]
  /// Whether something newer cut it short.
  var isSuperseded = false
}

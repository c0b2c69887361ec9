package import Vocabulary

/// What a commit wants of one image.
package struct RolloutGoal<Version: Hashable & Sendable>: Hashable, Sendable {
  /// What shall run.
  package let version: Version
  /// Where.
  package let hosts: [HostName]
  /// How it gets there.
  package let rules: RolloutRules
  /// Why this version is not tried, if it has failed before.
  package let refusal: String?
  /// Whether a person asked to leave the image as it is.
  package let isHeld: Bool

  /// Makes a goal.
  package init(
    version: Version, hosts: [HostName], rules: RolloutRules = RolloutRules(),
    refusal: String? = nil, isHeld: Bool = false
  ) {
    self.version = version
    self.hosts = hosts
    self.rules = rules
    self.refusal = refusal
    self.isHeld = isHeld
  }
}

/// What a seat was found to be when a rollout began.
package struct SeatObservation<Version: Hashable & Sendable>: Hashable, Sendable {
  /// What its host was told last.
  package let told: Version?
  /// What serves there.
  package let serving: Version?
  /// Since when.
  package let since: Instant?

  /// Makes an observation.
  package init(told: Version?, serving: Version?, since: Instant? = nil) {
    self.told = told
    self.serving = serving
    self.since = since
  }
}

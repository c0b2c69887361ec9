package import Vocabulary

/// What one instance is doing now.
///
/// During a rollout an instance has a row for each side.
package struct InstanceStatus: Hashable, Sendable {
  /// The stages of an instance's life.
  package enum State: String, Sendable, CaseIterable {
    case booting
    case probing
    case serving
    case draining
    case failed
    case stopped
  }

  /// The fleet that wants it.
  package let fleet: FleetName
  /// What was wanted when it was booted, with the revision that it is known to enforce.
  package let desired: DesiredInstance
  /// What it is doing.
  package let state: State
  /// Why it failed or stopped.
  package let reason: String?
  /// Its monitor's process id.
  package let pid: Int?
  /// When its monitor was started.
  package let startedAt: Instant?
  /// When it began to take connections.
  package let servingSince: Instant?
  /// From the start of the monitor to the first answer.
  package let bootMilliseconds: Int?
  /// Resident memory of its monitor.
  package let memoryKiB: Int?
  /// Processor time of its monitor since the start.
  package let cpuMilliseconds: Int?
  /// What its probes said last.
  package let probes: [ProbeResult]
  /// What they have said since it serves.
  package let watch: ProbeCount?
  /// What it has said of its answers, if it counts them.
  package let answers: AnswerCount?

  /// The instance.
  package var name: InstanceName { desired.name }
  /// The image that it runs.
  package var image: ImageName { desired.image }
  /// The bytes of that image.
  package var digest: Digest { desired.digest }
  /// The commit of the policy that wants it.
  package var revision: CommitID { desired.revision }

  /// Makes a status.
  package init(
    fleet: FleetName, desired: DesiredInstance, state: State, reason: String? = nil,
    pid: Int? = nil, startedAt: Instant? = nil, servingSince: Instant? = nil,
    bootMilliseconds: Int? = nil, memoryKiB: Int? = nil, cpuMilliseconds: Int? = nil,
    probes: [ProbeResult] = [], watch: ProbeCount? = nil, answers: AnswerCount? = nil
  ) {
    self.fleet = fleet
    self.desired = desired
    self.state = state
    self.reason = reason
    self.pid = pid
    self.startedAt = startedAt
    self.servingSince = servingSince
    self.bootMilliseconds = bootMilliseconds
    self.memoryKiB = memoryKiB
    self.cpuMilliseconds = cpuMilliseconds
    self.probes = probes
    self.watch = watch
    self.answers = answers
  }
}

extension InstanceStatus: WireValue {
  /// The form on the wire.
  package var json: JSON {
    var members: [String: JSON] = [
      "fleet": .string(fleet.text), "desired": desired.json, "state": .string(state.rawValue),
      "probes": .array(probes.map(\.json)),
    ]
    members["reason"] = reason.map(JSON.string)
    members["pid"] = pid.map(JSON.integer)
    members["startedAt"] = startedAt.map { .string($0.description) }
    members["servingSince"] = servingSince.map { .string($0.description) }
    members["bootMilliseconds"] = bootMilliseconds.map(JSON.integer)
    members["memoryKiB"] = memoryKiB.map(JSON.integer)
    members["cpuMilliseconds"] = cpuMilliseconds.map(JSON.integer)
    members["watch"] = watch?.json
    members["answers"] = answers?.json
    return .object(members)
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    fleet = try reader.name("fleet")
    desired = try reader.value("desired")
    state = try reader.choice("state")
    reason = try reader.optional("reason") { reader throws(HostLinkError) in
      try reader.string("reason")
    }
    pid = try reader.optional("pid") { reader throws(HostLinkError) in
      try reader.integer("pid")
    }
    startedAt = try reader.optional("startedAt") { reader throws(HostLinkError) in
      try reader.instant("startedAt")
    }
    servingSince = try reader.optional("servingSince") { reader throws(HostLinkError) in
      try reader.instant("servingSince")
    }
    bootMilliseconds = try reader.optional("bootMilliseconds") { reader throws(HostLinkError) in
      try reader.integer("bootMilliseconds")
    }
    memoryKiB = try reader.optional("memoryKiB") { reader throws(HostLinkError) in
      try reader.integer("memoryKiB")
    }
    cpuMilliseconds = try reader.optional("cpuMilliseconds") { reader throws(HostLinkError) in
      try reader.integer("cpuMilliseconds")
    }
    probes = try reader.values("probes", atMost: HostLinkLimits.portsMax)
    watch = try reader.optional("watch") { reader throws(HostLinkError) in
      try reader.value("watch")
    }
    answers = try reader.optional("answers") { reader throws(HostLinkError) in
      try reader.value("answers")
    }
  }
}

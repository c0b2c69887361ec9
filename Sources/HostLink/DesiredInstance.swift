package import Vocabulary

/// What one instance shall be.
package struct DesiredInstance: Hashable, Sendable {
  /// The instance.
  package let name: InstanceName
  /// The image that it runs.
  package let image: ImageName
  /// The bytes of that image.
  package let digest: Digest
  /// How it is run.
  package let target: Target
  /// The memory of the guest, in MiB.
  package let memoryMiB: Int
  /// The ports that it serves; the first one's guest port is probed.
  package let ports: [PortForward]
  /// What must hold before it gets connections.
  package let probes: [Probe]
  /// The commit of the policy that wants this.
  package var revision: CommitID
  /// When the right to run this ends.
  package let notAfter: Instant?
  /// Differs from before when the same image is to be run anew.
  package let generation: Int

  /// Where it is on a bridge of the host; `nil` for behind ports of the host.
  package var bridge: NetworkPlace?

  /// For how long after it serves it is asked its probes each second, if a rollout waits for what
  /// they say.
  package var watchSeconds: Int?

  /// Makes the wish for one instance.
  package init(
    name: InstanceName, image: ImageName, digest: Digest, target: Target, memoryMiB: Int,
    ports: [PortForward], probes: [Probe], revision: CommitID, notAfter: Instant? = nil,
    generation: Int = 0, bridge: NetworkPlace? = nil, watchSeconds: Int? = nil
  ) {
    self.name = name
    self.image = image
    self.digest = digest
    self.target = target
    self.memoryMiB = memoryMiB
    self.ports = ports
    self.probes = probes
    self.revision = revision
    self.notAfter = notAfter
    self.generation = generation
    self.bridge = bridge
    self.watchSeconds = watchSeconds
  }

  /// The ports of the host that it needs.
  package var hostPorts: [UInt16] { bridge == nil ? ports.map(\.host) : [] }
}

extension DesiredInstance: WireValue {
  /// The form on the wire.
  package var json: JSON {
    var members: [String: JSON] = [
      "name": .string(name.text), "image": .string(image.text),
      "digest": .string(digest.description), "target": .string(target.rawValue),
      "memoryMiB": .integer(memoryMiB), "ports": .array(ports.map(\.json)),
      "probes": .array(probes.map(\.json)), "revision": .string(revision.hex),
    ]
    members["notAfter"] = notAfter.map { .string($0.description) }
    members["bridge"] = bridge?.json
    members["watchSeconds"] = watchSeconds.map(JSON.integer)
    if generation > 0 { members["generation"] = .integer(generation) }
    return .object(members)
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    name = try reader.name("name")
    image = try reader.name("image")
    digest = try reader.digest("digest")
    target = try reader.choice("target")
    memoryMiB = try reader.integer("memoryMiB", in: 1...65_536)
    ports = try reader.values("ports", atMost: HostLinkLimits.portsMax)
    probes = try reader.values("probes", atMost: HostLinkLimits.portsMax)
    revision = try reader.commit("revision")
    notAfter = try reader.optional("notAfter") { reader throws(HostLinkError) in
      try reader.instant("notAfter")
    }
    generation =
      try reader.optional("generation") { reader throws(HostLinkError) in
        try reader.integer("generation", in: 0...Int.max)
      } ?? 0
    bridge = try reader.optional("bridge") { reader throws(HostLinkError) in
      try reader.value("bridge")
    }
    watchSeconds = try reader.optional("watchSeconds") { reader throws(HostLinkError) in
      try reader.integer("watchSeconds", in: Limits.gateSeconds)
    }
    guard Set(ports.map(\.host)).count == ports.count else {
      throw reader.malformed("ports", "free of repeated host ports")
    }
  }
}

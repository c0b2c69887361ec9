import Policy
import Unikernel
import Vocabulary

// The documents of a file, as the index keeps them.

extension IndexWriter {
  mutating func write(_ document: Document) {
    write(document.kind)
    write(document.name)
    write(document.location)
    switch document {
    case .fleet(let fleet): write(fleet)
    case .image(let image): write(image)
    case .requirement(let requirement): write(requirement)
    case .host(let host):
      write(labels: host.labels)
      write(host.agent) { $1.write($0.description) }
      write(host.network) { $1.write($0) }
    }
  }

  private mutating func write(_ network: HostNetwork) {
    write(network.bridge.text)
    write(network.gateway) { $1.write($0.description) }
    write(network.addresses.sorted { $0.key < $1.key }) { entry, writer in
      writer.write(entry.key.text)
      writer.write(entry.value.description)
    }
  }

  private mutating func write(_ fleet: Fleet) {
    write(fleet.catalogs) { reference, writer in
      writer.write(reference.name.text)
      writer.write(reference.location)
      switch reference.source {
      case .shipped: writer.write(0)
      case .folder(let path):
        writer.write(1)
        writer.write(path)
      case .git(let source):
        writer.write(2)
        writer.write(source.url)
        writer.write(source.commit.hex)
        writer.write(source.ref) { $1.write($0) }
        writer.write(source.folder)
      }
    }
    write(fleet.signing) { $1.write($0) }
    write(fleet.rollout.isAtomic ? 1 : 0)
    write(fleet.rollout.maxStoppedPercent)
  }

  private mutating func write(_ rules: SigningRules) {
    write(rules.location)
    write(rules.signers) { $1.write($0) { $1.write($0) } }
    write(rules.threshold)
    write(rules.owners) { owner, writer in
      writer.write(owner.location)
      writer.write(owner.paths) { $1.write($0) }
      writer.write(owner.signers) { $1.write($0) }
      writer.write(owner.threshold)
    }
  }

  private mutating func write(_ image: UnikernelImage) {
    write(labels: image.labels)
    write(image.specification)
    write(image.target.rawValue)
    write(image.memoryMiB)
    write(image.ports) { port, writer in
      writer.write(port.port)
      writer.write(port.hostPort)
    }
    write(image.placement.selector)
    write(image.placement.replicas)
    write(image.rollout)
    write(image.validity)
    write(image.validForSeconds) { $1.write($0) }
  }

  private mutating func write(_ rules: RolloutRules) {
    write(rules.maxUnavailable)
    write(rules.batch) { $1.write($0) }
    write(rules.canary) { $1.write($0) }
    write(rules.gate) { gate, writer in
      writer.write(gate.errorPercentMax)
      writer.write(gate.serverErrorPercentMax) { $1.write($0) }
      writer.write(gate.seconds)
    }
    write(rules.onFailure.rawValue)
  }

  private mutating func write(_ requirement: SecurityRequirement) {
    write(requirement.selector)
    write(requirement.specification)
    write(requirement.probes) { probe, writer in
      writer.write(probe.path)
      writer.write(probe.principal) { $1.write($0) }
      // No status is 0.
      if case .status(let status) = probe.expected { writer.write(status) } else { writer.write(0) }
    }
    write(requirement.obligations)
    write(requirement.validity)
  }
}

extension IndexReader {
  mutating func document() throws(IndexDamage) -> Document {
    let (kind, name, location) = (try string(), try string(), try location())
    switch kind {
    case "Fleet":
      return .fleet(
        Fleet(
          name: try checked(FleetName(name)), catalogs: try catalogs(),
          signing: try optional { reader throws(IndexDamage) in try reader.signing() },
          rollout: Fleet.Rollout(
            isAtomic: try integer() == 1, maxStoppedPercent: try integer()),
          location: location))
    case "UnikernelImage": return .image(try image(try checked(ImageName(name)), location))
    case "SecurityRequirement":
      return .requirement(try requirement(try checked(RequirementName(name)), location))
    case "Host":
      return .host(
        Host(
          name: try checked(HostName(name)), labels: try labels(),
          agent: try optional { reader throws(IndexDamage) in
            try reader.checked(AgentAddress(try reader.string()))
          },
          network: try optional { reader throws(IndexDamage) in try reader.network() },
          location: location))
    default: throw IndexDamage()
    }
  }

  fileprivate mutating func network() throws(IndexDamage) -> HostNetwork {
    let bridge = try checked(InterfaceName(try string()))
    let gateway = try optional { reader throws(IndexDamage) in
      try reader.checked(InternetAddress(try reader.string()))
    }
    let addresses = try array { reader throws(IndexDamage) -> (ImageName, InternetInterface) in
      (try reader.name(), try reader.checked(InternetInterface(try reader.string())))
    }
    return HostNetwork(
      bridge: bridge, gateway: gateway,
      addresses: Dictionary(addresses) { first, _ in first })
  }

  private mutating func catalogs() throws(IndexDamage) -> [CatalogReference] {
    try array { reader throws(IndexDamage) in
      let (name, location): (CatalogName, SourceLocation) = (
        try reader.name(), try reader.location()
      )
      let source: CatalogReference.Source
      switch try reader.integer() {
      case 0: source = .shipped
      case 1: source = .folder(try reader.string())
      case 2:
        source = .git(
          CatalogReference.GitSource(
            url: try reader.string(),
            commit: try reader.checked(CommitID(hex: try reader.string())),
            ref: try reader.optional { reader throws(IndexDamage) in try reader.string() },
            folder: try reader.string()))
      default: throw IndexDamage()
      }
      return CatalogReference(name: name, source: source, location: location)
    }
  }

  private mutating func signing() throws(IndexDamage) -> SigningRules {
    let location = try location()
    let signers = try optional { reader throws(IndexDamage) in try reader.strings() }
    let threshold = try integer()
    let owners = try array { reader throws(IndexDamage) in
      let location = try reader.location()
      return SigningRules.Owner(
        paths: try reader.strings(), signers: try reader.strings(),
        threshold: try reader.integer(), location: location)
    }
    return SigningRules(
      signers: signers, threshold: threshold, owners: owners, location: location)
  }

  private mutating func strings() throws(IndexDamage) -> [String] {
    try array { reader throws(IndexDamage) in try reader.string() }
  }

  private mutating func image(
    _ name: ImageName, _ location: SourceLocation
  ) throws(IndexDamage) -> UnikernelImage {
    UnikernelImage(
      name: name, labels: try labels(), specification: try specification(of: .image(name)),
      target: try choice(), memoryMiB: try integer(),
      ports: try array { reader throws(IndexDamage) in
        UnikernelImage.Port(port: try reader.integer(), hostPort: try reader.integer())
      },
      placement: UnikernelImage.Placement(selector: try selector(), replicas: try integer()),
      rollout: try rolloutRules(), validity: try validity(),
      validForSeconds: try optional { reader throws(IndexDamage) in try reader.integer() },
      location: location)
  }

  private mutating func rolloutRules() throws(IndexDamage) -> RolloutRules {
    RolloutRules(
      maxUnavailable: try integer(),
      batch: try optional { reader throws(IndexDamage) in try reader.integer() },
      canary: try array { reader throws(IndexDamage) in try reader.integer() },
      gate: try optional { reader throws(IndexDamage) in
        RolloutRules.Gate(
          errorPercentMax: try reader.integer(),
          serverErrorPercentMax: try reader.optional { reader throws(IndexDamage) in
            try reader.integer()
          }, seconds: try reader.integer())
      },
      onFailure: try choice())
  }

  private mutating func requirement(
    _ name: RequirementName, _ location: SourceLocation
  ) throws(IndexDamage) -> SecurityRequirement {
    SecurityRequirement(
      name: name, selector: try selector(),
      specification: try specification(of: .requirement(name)),
      probes: try array { reader throws(IndexDamage) in
        HTTPProbe(
          path: try reader.string(),
          principal: try reader.optional { reader throws(IndexDamage) in try reader.string() },
          expecting: try reader.probeAnswer())
      },
      obligations: try obligations(), validity: try validity(), location: location)
  }

  private mutating func probeAnswer() throws(IndexDamage) -> ProbeAnswer {
    let status = try integer()
    return status == 0 ? .refused : try checked(ProbeAnswer(.integer(status)))
  }
}

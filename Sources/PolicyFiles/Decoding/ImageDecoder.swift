import Policy
import Unikernel
import Vocabulary

/// Decodes `kind: UnikernelImage`.
enum ImageDecoder {
  static let targetDefault = Target.spt
  static let memoryMiBDefault = 32

  static func decode(_ header: Header) -> UnikernelImage? {
    let spec = header.spec
    defer { spec.finish() }
    let name: ImageName? = spec.name(header.name.text, at: header.name.location)
    let modules = spec.required("modules")
    let target = spec.choice(spec.optional("target"), as: Target.self)
    let memory = memory(spec.optional("memory"), spec)
    let ports = ports(spec.optional("ports"), spec)
    let placement = placement(spec.optional("placement"), spec)
    guard let name else { return nil }
    return UnikernelImage(
      name: name, labels: header.labels,
      specification: SpecificationDecoder.decode(modules, from: spec, for: .image(name)),
      target: target ?? targetDefault, memoryMiB: memory ?? memoryMiBDefault, ports: ports,
      placement: placement, location: header.location)
  }

  /// Reads `32MiB` or `1GiB`.
  private static func memory(_ member: YAML.Member?, _ spec: Fields) -> Int? {
    guard let member, let text = spec.string(member) else { return nil }
    let unit = text.hasSuffix("GiB") ? 1024 : 1
    if text.hasSuffix("MiB") || text.hasSuffix("GiB"), let count = Int(text.dropLast(3)),
      count > 0, count <= Limits.memoryMiBMax / unit
    {
      return count * unit
    }
    spec.problems.note(
      at: member.value.location, "\"\(text)\" is not an amount of memory",
      hint: "write it as 32MiB or 1GiB, at most \(Limits.memoryMiBMax)MiB")
    return nil
  }

  private static func ports(_ member: YAML.Member?, _ spec: Fields) -> [UnikernelImage.Port] {
    let elements = spec.list(member)
    if elements.count > Limits.portsPerImageMax, let member {
      spec.problems.note(
        at: member.location, "an image has at most \(Limits.portsPerImageMax) ports")
    }
    return elements.compactMap { element in
      guard let fields = Fields(element, path: "a port", problems: spec.problems) else {
        return nil
      }
      defer { fields.finish() }
      guard let port = fields.integer(fields.required("port"), in: 1...65_535) else { return nil }
      let hostPort = fields.integer(fields.optional("hostPort"), in: 1...65_535)
      return UnikernelImage.Port(port: port, hostPort: hostPort ?? port)
    }
  }

  private static func placement(
    _ member: YAML.Member?, _ spec: Fields
  ) -> UnikernelImage.Placement {
    guard let fields = spec.fields(member) else { return UnikernelImage.Placement() }
    defer { fields.finish() }
    let selector = fields.selector(fields.optional("selector"))
    let replicas = fields.integer(fields.optional("replicas"), in: 0...Limits.replicasMax)
    return UnikernelImage.Placement(selector: selector, replicas: replicas ?? 1)
  }
}

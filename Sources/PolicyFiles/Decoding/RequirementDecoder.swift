import Policy
import Unikernel
import Vocabulary

/// Decodes `kind: SecurityRequirement`.
enum RequirementDecoder {
  static func decode(_ header: Header) -> SecurityRequirement? {
    let spec = header.spec
    defer { spec.finish() }
    let name: RequirementName? = spec.name(header.name.text, at: header.name.location)
    let selector = spec.selector(spec.required("selector"))
    let modules = spec.required("modules")
    let probes = spec.list(spec.optional("probes")).compactMap { probe($0, spec.problems) }
    guard let name else { return nil }
    return SecurityRequirement(
      name: name, selector: selector,
      specification: SpecificationDecoder.decode(modules, from: spec, for: .requirement(name)),
      probes: probes, location: header.location)
  }

  private static func probe(_ element: YAML, _ problems: Problems) -> HTTPProbe? {
    guard let fields = Fields(element, path: "a probe", problems: problems) else { return nil }
    defer { fields.finish() }
    let get = fields.required("get")
    let path = fields.string(get)
    let principal = fields.string(fields.optional("as"))
    let status = fields.integer(fields.required("expect"), in: 100...599)
    guard let path, let status, let get else { return nil }
    let isPrintable = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    guard path.hasPrefix("/"), isPrintable, path.utf8.count <= Limits.probePathBytesMax else {
      problems.note(
        at: get.value.location, "a probe's path must begin with / and be printable ASCII",
        hint: "percent-encode other characters")
      return nil
    }
    if let principal, RelativePath.checked(principal)?.contains("/") != false {
      problems.note(
        at: element.location, "\"\(principal)\" cannot be the name of a credential",
        hint: "the host looks the password up in a file of this name in its secret store")
      return nil
    }
    return HTTPProbe(path: path, principal: principal, status: status)
  }
}

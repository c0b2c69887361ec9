package import Unikernel
package import Vocabulary

/// A `kind: SecurityRequirement` document: part of the paper's securityReq.
package struct SecurityRequirement: Hashable, Sendable {
  /// The requirement's name.
  package let name: RequirementName
  /// Which images it applies to.
  package let selector: Selector
  /// The modules and options that it asks for.
  package let specification: Specification
  /// What a host asks an instance to see that the requirement is enforced.
  package let probes: [HTTPProbe]
  /// What it forbids and bounds.
  package let obligations: Obligations
  /// When it holds.
  package let validity: Validity
  /// Where the document stands.
  package let location: SourceLocation

  /// Makes a requirement.
  package init(
    name: RequirementName, selector: Selector, specification: Specification, probes: [HTTPProbe],
    obligations: Obligations = Obligations(), validity: Validity = Validity(),
    location: SourceLocation
  ) {
    self.name = name
    self.selector = selector
    self.specification = specification
    self.probes = probes
    self.obligations = obligations
    self.validity = validity
    self.location = location
  }
}

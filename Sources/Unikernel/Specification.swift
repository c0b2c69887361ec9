package import Vocabulary

/// Modules with the options asked of them: what `imageSpecs` and `securityReq` are made of.
package struct Specification: Hashable, Sendable {
  /// What is asked of one module.
  package struct Entry: Hashable, Sendable {
    /// Who asks for the module.
    package var origins: Few<Origin>
    /// Who accepts which versions; all of these must hold.
    package var versions: Few<VersionDemand>
    /// Who asks for which setting.
    package var demands: Few<Demand>

    /// Makes an entry.
    package init(
      origins: Few<Origin> = [], versions: Few<VersionDemand> = [], demands: Few<Demand> = []
    ) {
      self.origins = origins
      self.versions = versions
      self.demands = demands
    }
  }

  /// The entries by module.
  package private(set) var entries: [ModuleName: Entry]

  /// Makes a specification.
  package init(_ entries: [ModuleName: Entry] = [:]) { self.entries = entries }

  /// `Insert(imageSpecs, m)`: asks for a module.
  package mutating func insert(_ module: ModuleName, origins: Few<Origin>) {
    // What is taken over whole is shared.
    guard entries[module]?.origins.isEmpty == false else {
      entries[module, default: Entry()].origins = origins
      return
    }
    entries[module, default: Entry()].origins.formUnion(origins)
  }

  /// Asks for a module in one of some versions.
  package mutating func insert(
    versions: VersionRange, origin: Origin, into module: ModuleName
  ) {
    entries[module, default: Entry()].versions.insert(VersionDemand(versions, by: origin))
  }

  /// `Insert(imageSpecs[m], c)`: asks for a setting of a module.
  package mutating func insert(_ demand: Demand, into module: ModuleName) {
    entries[module, default: Entry()].demands.insert(demand)
  }
}

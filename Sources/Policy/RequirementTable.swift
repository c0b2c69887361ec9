import HashTreeCollections
import Unikernel
import Vocabulary

/// The requirements of a policy, found by name and by what they may apply to.
struct RequirementTable: Sendable {
  private struct Entry: Sendable {
    let document: Document
    /// The labels of which an image must have one for the requirement to apply; empty if there are
    /// none that can be looked up.
    let anchors: [Label]
  }

  private var entries: TreeDictionary<RequirementName, Entry> = [:]
  private var anchored: TreeDictionary<Label, TreeSet<RequirementName>> = [:]
  private var unanchored: TreeSet<RequirementName> = []
  private var modules: TreeDictionary<ModuleName, TreeSet<RequirementName>> = [:]

  var count: Int { entries.count }
  var names: [RequirementName] { Array(entries.keys) }

  subscript(name: RequirementName) -> SecurityRequirement? { entries[name]?.document.requirement }

  /// The document of a name.
  func document(_ name: RequirementName) -> Document? { entries[name]?.document }

  /// Adds a requirement whose name is free; `document` is its own.
  ///
  /// It is looked up by the label of its selector that the fewest of `images` have.
  mutating func insert(
    _ requirement: SecurityRequirement, _ document: Document, images: ImageTable
  ) {
    func population(_ labels: [Label]) -> Int { labels.reduce(0) { $0 + images.count($1) } }
    let conditions = requirement.selector.indexable
    let anchors = conditions.min { population($0) < population($1) } ?? []
    let name = requirement.name
    entries[name] = Entry(document: document, anchors: anchors)
    for label in anchors { anchored[label, default: []].insert(name) }
    if conditions.isEmpty { unanchored.insert(name) }
    for module in requirement.specification.entries.keys {
      modules[module, default: []].insert(name)
    }
  }

  /// Removes the requirement of a name, if there is one, and returns it.
  @discardableResult
  mutating func remove(_ name: RequirementName) -> SecurityRequirement? {
    guard let entry = entries.removeValue(forKey: name),
      let requirement = entry.document.requirement
    else { return nil }
    for label in entry.anchors {
      anchored[label]?.remove(name)
      if anchored[label]?.isEmpty == true { anchored[label] = nil }
    }
    unanchored.remove(name)
    for module in requirement.specification.entries.keys {
      modules[module]?.remove(name)
      if modules[module]?.isEmpty == true { modules[module] = nil }
    }
    return requirement
  }

  /// The requirements whose selectors match, in order of their names.
  ///
  /// - Complexity: O(the requirements that are looked up by one of these labels, and those that
  ///   cannot be looked up).
  func matching(_ labels: [String: String]) -> [SecurityRequirement] {
    var found = unanchored.compactMap { self[$0] }
    for (key, value) in labels {
      for name in anchored[Label(key: key, value: value)] ?? [] {
        if let requirement = self[name] { found.append(requirement) }
      }
    }
    return found.filter { $0.selector.matches(labels) }.sorted { $0.name < $1.name }
  }

  /// The names of the requirements that ask for a module.
  func names(askingFor module: ModuleName) -> [RequirementName] {
    modules[module].map(Array.init) ?? []
  }
}

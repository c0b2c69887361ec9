import HashTreeCollections
import Vocabulary

/// The rule that documents of one kind have different names, and that there is one fleet.
enum DocumentNames {
  /// What is wrong with `documents` beside those that `policy` has.
  ///
  /// - Complexity: O(documents).
  static func problems(among documents: [Document], besides policy: PolicySet) -> [Diagnostic] {
    var seen = Set<DocumentKey>(minimumCapacity: documents.count)
    let isUnique = documents.allSatisfy {
      seen.insert($0.key).inserted && policy.document($0.key) == nil
    }
    let fleets = documents.count { if case .fleet = $0 { true } else { false } }
    if isUnique, policy.fleets.count + fleets == 1 { return [] }
    return explain(documents, policy)
  }

  private static func explain(_ documents: [Document], _ policy: PolicySet) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var places: [DocumentKey: [Document]] = [:]
    for document in documents { places[document.key, default: []].append(document) }
    for (key, added) in places {
      let all = ([policy.document(key)].compactMap(\.self) + added)
        .sorted { $0.location < $1.location }
      problems += all.dropFirst().map {
        Diagnostic(
          at: $0.location, "another \($0.kind) is named \($0.name)",
          hint: "the first one is at \(all[0].location); rename one of the two")
      }
    }
    return problems + fleetProblems(places, policy)
  }

  private static func fleetProblems(
    _ places: [DocumentKey: [Document]], _ policy: PolicySet
  ) -> [Diagnostic] {
    var firsts = policy.fleets
    for (key, added) in places {
      guard case .fleet(let fleet) = added[0], policy.document(key) == nil else { continue }
      firsts.append(fleet)
    }
    firsts.sort { $0.location < $1.location }
    guard let first = firsts.first else {
      return [
        Diagnostic(
          at: SourceLocation(file: "merlon.yaml"), "the repository has no Fleet document",
          hint: "`merlon init` writes one")
      ]
    }
    return firsts.dropFirst().map {
      Diagnostic(
        at: $0.location, "a repository has one Fleet, and there is another",
        hint: "the first one is at \(first.location)")
    }
  }
}

extension PolicySet {
  /// The document of a kind and name.
  package func document(_ key: DocumentKey) -> Document? {
    switch key {
    case .fleet(let name): fleets.first { $0.name == name }.map(Document.fleet)
    case .image(let name): imageTable.document(name)
    case .requirement(let name): requirementTable.document(name)
    case .host(let name): hostTable.hosts[name].map(Document.host)
    }
  }
}

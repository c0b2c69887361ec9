/// The order in which the members of a selection are installed.
///
/// Kahn's algorithm. A member waits for the first alternative of each of its needs that is in the
/// image; of several members that could be next, the least name is. When nobody could, the least
/// name is whose needs are met by other alternatives that are installed. So every selection that
/// can be installed in some order is arranged.
struct Arrangement {
  /// The members in the order of their installation.
  private(set) var order: [Int] = []
  /// For each member, the members that meet its needs.
  private(set) var met: [[Int]]
  /// The members that cannot be installed, by name.
  private(set) var stuck: [Int] = []
  private var isInstalled: [Bool]

  /// Arranges the chosen members of a selection.
  ///
  /// - Complexity: O(n² + e) for n members with e needs; O(n · e) if alternatives form circles.
  init(of selection: Selection) {
    let count = selection.members.count
    met = [[Int]](repeating: [], count: count)
    isInstalled = [Bool](repeating: false, count: count)
    var waiting = [Int](repeating: 0, count: count)
    var dependants = [[Int]](repeating: [], count: count)
    var ready: [Int] = []
    for member in 0..<count {
      guard let candidate = selection.candidate(member) else { continue }
      for need in candidate.needs {
        waiting[member] += 1
        guard let provider = selection.provider(of: need) else { continue }
        met[member].append(provider)
        dependants[provider].append(member)
      }
      if waiting[member] == 0 { ready.append(member) }
    }
    while true {
      guard let next = takeNext(&ready, selection) ?? relaxed(selection) else { break }
      order.append(next)
      isInstalled[next] = true
      for dependant in dependants[next] {
        waiting[dependant] -= 1
        if waiting[dependant] == 0, !isInstalled[dependant] { ready.append(dependant) }
      }
    }
    if order.count < count {
      stuck = (0..<count).filter { !isInstalled[$0] && selection.members[$0].candidate != nil }
        .sorted { selection.members[$0].family < selection.members[$1].family }
    }
  }

  /// Tells whether one of the alternatives of a need is installed.
  func isMet(_ need: [ModuleSet.Link], in selection: Selection) -> Bool {
    selection.provider(of: need) { isInstalled[$0] } != nil
  }

  private func takeNext(_ ready: inout [Int], _ selection: Selection) -> Int? {
    let least = ready.indices.min {
      selection.members[ready[$0]].family < selection.members[ready[$1]].family
    }
    return least.map { ready.remove(at: $0) }
  }

  /// The least name that waits without need, because other alternatives are installed.
  private mutating func relaxed(_ selection: Selection) -> Int? {
    var found: Int?
    for (index, member) in selection.members.enumerated() where !isInstalled[index] {
      guard let candidate = selection.candidate(index), !candidate.isPlain,
        candidate.needs.allSatisfy({ isMet($0, in: selection) }),
        found.map({ member.family < selection.members[$0].family }) != false
      else { continue }
      found = index
    }
    if let found, let candidate = selection.candidate(found) {
      met[found] = candidate.needs.compactMap { need in
        selection.provider(of: need) { isInstalled[$0] }
      }
    }
    return found
  }
}

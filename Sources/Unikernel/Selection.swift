/// What is decided of an image while its modules are being chosen.
struct Selection {
  /// A module of the image.
  struct Member {
    /// Where its family is in 𝓜.
    let family: Int
    /// Which version it is, as an index of the family; `nil` while there is a choice.
    var candidate: Int?
    /// Which versions it can be while there is a choice, the highest first.
    var open: [Int]
  }

  let catalog: ModuleSet
  /// The members in the order in which they came in.
  private(set) var members: [Member] = []
  /// For each family the index of its member, or −1.
  private var slots: [Int32]
  /// Members whose version is chosen, whose needs are still to be looked at.
  var agenda: [Int] = []

  init(from catalog: ModuleSet) {
    self.catalog = catalog
    slots = [Int32](repeating: -1, count: catalog.families.count)
  }

  /// The member of a family.
  func member(of family: Int) -> Int? {
    let slot = slots[family]
    return slot < 0 ? nil : Int(slot)
  }

  /// The chosen version of a member.
  func candidate(_ member: Int) -> ModuleSet.Candidate? {
    let entry = members[member]
    return entry.candidate.map { catalog.families[entry.family].candidates[$0] }
  }

  /// The member that meets a need: that of the first alternative that is in the image.
  func provider(of need: [ModuleSet.Link], where isUsable: (Int) -> Bool = { _ in true }) -> Int? {
    for link in need {
      if let member = member(of: link.family), let candidate = candidate(member),
        link.versions.contains(candidate.module.version), isUsable(member)
      {
        return member
      }
    }
    return nil
  }

  /// The member whose version is to be chosen next: the one with the fewest, then the least name.
  var undecided: Int? {
    members.indices.filter { members[$0].candidate == nil && !members[$0].open.isEmpty }
      .min {
        (members[$0].open.count, members[$0].family) < (members[$1].open.count, members[$1].family)
      }
  }

  // MARK: - Changes

  /// Brings in a module in one of some versions.
  mutating func add(_ family: Int, open: [Int]) -> Int {
    slots[family] = Int32(members.count)
    members.append(Member(family: family, candidate: nil, open: open))
    return members.count - 1
  }

  /// Leaves a choice among fewer versions.
  mutating func narrow(_ member: Int, to open: [Int]) { members[member].open = open }

  /// Chooses a version.
  mutating func choose(_ candidate: Int, for member: Int) {
    members[member].candidate = candidate
    members[member].open = []
    agenda.append(member)
  }

  /// Takes a member out; its index stays, and names nothing.
  func without(_ member: Int) -> Selection {
    var selection = self
    selection.slots[members[member].family] = -1
    selection.members[member].candidate = nil
    return selection
  }
}

import HashTreeCollections
package import Vocabulary

/// All documents of one commit, checked against each other.
///
/// A set shares its structure with the one that it was made of, so that a change costs what it
/// touches, in time and in memory.
package struct PolicySet: Sendable {
  private(set) var fleets: [Fleet] = []
  private(set) var imageTable = ImageTable()
  private(set) var requirementTable = RequirementTable()
  private(set) var hostTable = HostTable()
  /// The requirements whose selectors mean no image.
  private var idle: TreeSet<RequirementName> = []

  private init() {}

  /// No documents at all, which no commit may have: what the first one is a change of.
  package static let empty = PolicySet()

  /// Collects documents.
  ///
  /// - Throws: `Rejection` for two documents of one kind and name, and for none or more than
  ///   one fleet.
  /// - Complexity: O(n log n) for n documents.
  package init(_ documents: some Sequence<Document>) throws(Rejection) {
    self = try PolicySet().applying(PolicyChange(added: Array(documents)))
  }

  /// The set after a change.
  ///
  /// - Throws: As `init` does for the documents that are then there.
  /// - Complexity: O(documents that change + images that their selectors mean).
  package func applying(_ change: PolicyChange) throws(Rejection) -> PolicySet {
    var next = self
    let edited = change.editedImages
    for key in change.removed where !edited.contains(key) { next.remove(key) }
    let documents = change.added
    let problems = DocumentNames.problems(
      among: edited.isEmpty ? documents : documents.filter { !edited.contains($0.key) },
      besides: next)
    guard problems.isEmpty else { throw Rejection(problems) }
    // Requirements last: they are looked up by the rarest of their labels, which images tell.
    for case .host(let host) in documents { next.hostTable.set(host, for: host.name) }
    for document in documents {
      guard case .image(let image) = document else { continue }
      if edited.contains(document.key) {
        next.replace(image, document)
      } else {
        next.insert(image, document)
      }
    }
    for document in documents {
      guard case .requirement(let requirement) = document else { continue }
      next.insert(requirement, document)
    }
    for case .fleet(let fleet) in documents { next.fleets.append(fleet) }
    return next
  }
}

// MARK: - Changing

extension PolicySet {
  private mutating func remove(_ key: DocumentKey) {
    switch key {
    case .fleet(let name): fleets.removeAll { $0.name == name }
    case .host(let name): hostTable.set(nil, for: name)
    case .requirement(let name):
      requirementTable.remove(name)
      idle.remove(name)
    case .image(let name):
      guard let image = imageTable.remove(name) else { return }
      noteLoss(of: image)
      if !imageTable.has(image.placement) { hostTable.forget(image.placement) }
    }
  }

  private mutating func insert(_ image: UnikernelImage, _ document: Document) {
    imageTable.insert(image, document)
    hostTable.keep(image.placement)
    noteGain(of: image)
  }

  /// Puts an image in the place of the one of its name; what both have alike is not touched.
  private mutating func replace(_ image: UnikernelImage, _ document: Document) {
    guard let old = imageTable.replace(image, document) else { return insert(image, document) }
    if old.placement != image.placement {
      if !imageTable.has(old.placement) { hostTable.forget(old.placement) }
      hostTable.keep(image.placement)
    }
    if old.labels != image.labels {
      noteLoss(of: old)
      noteGain(of: image)
    }
  }

  private mutating func noteGain(of image: UnikernelImage) {
    guard !idle.isEmpty else { return }
    for requirement in requirementTable.matching(image.labels) { idle.remove(requirement.name) }
  }

  private mutating func noteLoss(of image: UnikernelImage) {
    for requirement in requirementTable.matching(image.labels) { noteIdle(requirement) }
  }

  private mutating func insert(_ requirement: SecurityRequirement, _ document: Document) {
    requirementTable.insert(requirement, document, images: imageTable)
    noteIdle(requirement)
  }

  private mutating func noteIdle(_ requirement: SecurityRequirement) {
    if !imageTable.has(matching: requirement.selector) { idle.insert(requirement.name) }
  }
}

// MARK: - Looking up

extension PolicySet {
  /// The fleet.
  package var fleet: Fleet {
    guard let fleet = fleets.first else { preconditionFailure("a policy has a fleet") }
    return fleet
  }

  /// The names of all images, in no order.
  package var imageNames: [ImageName] { imageTable.names }
  /// How many images there are.
  package var imageCount: Int { imageTable.count }
  /// How many requirements there are.
  package var requirementCount: Int { requirementTable.count }
  /// All requirements, in order of their names.
  package var requirements: [SecurityRequirement] {
    requirementTable.names.sorted().compactMap { requirementTable[$0] }
  }
  /// All hosts by name.
  package var hosts: [HostName: Host] {
    Dictionary(uniqueKeysWithValues: hostTable.hosts.map { ($0.key, $0.value) })
  }
  /// The requirements whose selectors mean no image, in order of their names.
  package var idleRequirements: [SecurityRequirement] {
    idle.sorted().compactMap { requirementTable[$0] }
  }

  /// The image of a name.
  package func image(_ name: ImageName) -> UnikernelImage? { imageTable[name] }

  /// The document of a host.
  package func host(_ name: HostName) -> Host? { hostTable.hosts[name] }
  /// The requirement of a name.
  package func requirement(_ name: RequirementName) -> SecurityRequirement? {
    requirementTable[name]
  }

  /// Shows every document, in no order.
  package func forEachDocument(_ body: (Document) -> Void) {
    for fleet in fleets { body(.fleet(fleet)) }
    for host in hostTable.hosts.values { body(.host(host)) }
    for name in requirementTable.names { requirementTable.document(name).map(body) }
    for name in imageTable.names { imageTable.document(name).map(body) }
  }

  /// The requirements that apply to an image, in order of their names.
  package func requirements(for image: UnikernelImage) -> [SecurityRequirement] {
    requirementTable.matching(image.labels)
  }

  /// The hosts that shall run an image, in order of their names; fewer than its replicas when
  /// not enough match.
  package func hosts(for image: UnikernelImage) -> [HostName] {
    hostTable.hosts(for: image.name, image.placement)
  }

  /// The names of the images that a selector means.
  package func images(matching selector: Selector) -> [ImageName] {
    imageTable.names(matching: selector)
  }

  /// The names of the images that ask for a module, or to which a requirement applies that does.
  package func images(askingFor module: ModuleName) -> Set<ImageName> {
    var names = Set(imageTable.names(askingFor: module))
    for requirement in requirementTable.names(askingFor: module) {
      guard let selector = requirementTable[requirement]?.selector else { continue }
      names.formUnion(imageTable.names(matching: selector))
    }
    return names
  }

  /// The names of the images that other hosts would run by `next`, because hosts changed.
  ///
  /// - Complexity: O(distinct placements + images of those that admit other hosts, and their hosts).
  package func images(movingTo next: PolicySet) -> [ImageName] {
    imageTable.namesByPlacement.filter {
      hostTable.hosts(for: $0.key) != next.hostTable.hosts(for: $0.key)
    }.flatMap { placement, names in
      names.filter {
        hostTable.hosts(for: $0, placement) != next.hostTable.hosts(for: $0, placement)
      }
    }
  }
}

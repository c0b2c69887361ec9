import HashTreeCollections
import Unikernel
import Vocabulary

/// The images of a policy, found by name, by label, by module and by where they may run.
struct ImageTable: Sendable {
  /// Documents, because they are one reference each, which the maps share.
  private var images: TreeDictionary<ImageName, Document> = [:]
  private var labels = LabelIndex<ImageName>()
  private var modules: TreeDictionary<ModuleName, TreeSet<ImageName>> = [:]
  private var placements: TreeDictionary<UnikernelImage.Placement, TreeSet<ImageName>> = [:]

  var count: Int { images.count }
  var names: [ImageName] { Array(images.keys) }

  subscript(name: ImageName) -> UnikernelImage? { images[name]?.image }

  /// The document of a name.
  func document(_ name: ImageName) -> Document? { images[name] }

  /// Adds an image whose name is free; `document` is its own.
  mutating func insert(_ image: UnikernelImage, _ document: Document) {
    images[image.name] = document
    labels.insert(image.name, image.labels)
    for module in image.specification.entries.keys {
      modules[module, default: []].insert(image.name)
    }
    placements[image.placement, default: []].insert(image.name)
  }

  /// Puts an image in the place of the one of its name, if there is one, which is returned.
  ///
  /// - Complexity: O(log images); the indices are not touched when the image is found as before.
  mutating func replace(_ image: UnikernelImage, _ document: Document) -> UnikernelImage? {
    guard let old = self[image.name] else { return nil }
    if old.labels != image.labels || old.placement != image.placement
      || old.specification.entries.keys != image.specification.entries.keys
    {
      remove(old.name)
      insert(image, document)
    } else {
      images[image.name] = document
    }
    return old
  }

  /// Removes the image of a name, if there is one, and returns it.
  @discardableResult
  mutating func remove(_ name: ImageName) -> UnikernelImage? {
    guard let image = images.removeValue(forKey: name)?.image else { return nil }
    labels.remove(name, image.labels)
    for module in image.specification.entries.keys {
      modules[module]?.remove(name)
      if modules[module]?.isEmpty == true { modules[module] = nil }
    }
    placements[image.placement]?.remove(name)
    if placements[image.placement]?.isEmpty == true { placements[image.placement] = nil }
    return image
  }

  /// The names of the images that a selector means.
  ///
  /// - Complexity: O(the images that the rarest of its labels leaves).
  func names(matching selector: Selector) -> [ImageName] {
    (labels.candidates(for: selector) ?? names).filter { matches($0, selector) }
  }

  /// Whether a selector means any image.
  ///
  /// - Complexity: As `names(matching:)`, but ends at the first.
  func has(matching selector: Selector) -> Bool {
    (labels.candidates(for: selector) ?? names).contains { matches($0, selector) }
  }

  private func matches(_ name: ImageName, _ selector: Selector) -> Bool {
    images[name]?.labels.map(selector.matches) == true
  }

  /// The names of the images that ask for a module themselves.
  func names(askingFor module: ModuleName) -> [ImageName] { modules[module].map(Array.init) ?? [] }

  /// Whether an image has a placement.
  func has(_ placement: UnikernelImage.Placement) -> Bool { placements[placement] != nil }

  /// Each placement that images have, with their names.
  var namesByPlacement: some Sequence<(key: UnikernelImage.Placement, value: TreeSet<ImageName>)> {
    placements
  }

  /// How many images have a label.
  func count(_ label: Label) -> Int { labels.count(label) }
}

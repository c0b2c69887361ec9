import HashTreeCollections
import Unikernel
import Vocabulary

/// The images of a policy, found by name, by label, by module and by where they may run.
struct ImageTable: Sendable {
  private var images: TreeDictionary<ImageName, Boxed<UnikernelImage>> = [:]
  private var labels = LabelIndex<ImageName>()
  private var modules: TreeDictionary<ModuleName, TreeSet<ImageName>> = [:]
  private var placements: TreeDictionary<UnikernelImage.Placement, TreeSet<ImageName>> = [:]

  var count: Int { images.count }
  var names: [ImageName] { Array(images.keys) }

  subscript(name: ImageName) -> UnikernelImage? { images[name]?.value }

  /// Adds an image whose name is free.
  mutating func insert(_ image: UnikernelImage) {
    images[image.name] = Boxed(image)
    labels.insert(image.name, image.labels)
    for module in image.specification.entries.keys {
      modules[module, default: []].insert(image.name)
    }
    placements[image.placement, default: []].insert(image.name)
  }

  /// Removes the image of a name, if there is one, and returns it.
  @discardableResult
  mutating func remove(_ name: ImageName) -> UnikernelImage? {
    guard let image = images.removeValue(forKey: name)?.value else { return nil }
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
    (labels.candidates(for: selector) ?? names).filter { name in
      images[name].map { selector.matches($0.value.labels) } == true
    }
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

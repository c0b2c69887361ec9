import TestSupport
import Unikernel
import Vocabulary

/// Random catalogs, specifications and images for the property tests of the model.
struct RandomModel {
  private var generator: SplitMix64
  let modules: [Module]
  var catalog: ModuleSet { ModuleSet(modules) }

  /// Makes a catalog of 1 to 12 modules that require only earlier ones, so without cycles.
  init(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var modules: [Module] = []
    for index in 0..<Int.random(in: 1...12, using: &generator) {
      let earlier = modules.map(\.name)
      let requires = earlier.filter { _ in Int.random(in: 0..<5, using: &generator) == 0 }
      let conflicts = earlier.filter {
        !requires.contains($0) && Int.random(in: 0..<12, using: &generator) == 0
      }
      modules.append(
        Module(
          name: Self.module(index), requires: Set(requires), conflicts: Set(conflicts),
          options: Self.options(using: &generator),
          location: SourceLocation(file: "m\(index)/module.yaml", line: 1, column: 1)))
    }
    self.modules = modules
    self.generator = generator
  }

  static func module(_ index: Int) -> ModuleName { ModuleName(stringLiteral: "m\(index)") }

  private static func options(using generator: inout SplitMix64) -> [OptionName: Option] {
    let choices: [Option] = [
      Option(type: .integer, defaultValue: .integer(1)),
      Option(type: .integer, defaultValue: .integer(1), merge: .min),
      Option(type: .integer, defaultValue: .integer(1), merge: .max),
      Option(type: .boolean, defaultValue: .boolean(false), merge: .any),
      Option(type: .boolean, defaultValue: .boolean(false), merge: .all),
      Option(type: .strings, defaultValue: .list([]), merge: .union),
      Option(type: .stringMap, defaultValue: .map([:]), merge: .union),
      Option(type: .strings, defaultValue: .list([]), merge: .intersection),
      Option(type: .stringsMap, defaultValue: .map([:]), merge: .intersection),
    ]
    var options: [OptionName: Option] = [:]
    for index in 0..<Int.random(in: 0...3, using: &generator) {
      options[OptionName(stringLiteral: "o\(index)")] = choices.randomElement(using: &generator)
    }
    return options
  }

  mutating func module() -> Module { modules[Int.random(in: modules.indices, using: &generator)] }

  mutating func setting(of module: Module) -> Setting? {
    guard let name = module.options.keys.sorted().randomElement(using: &generator),
      let option = module.options[name]
    else { return nil }
    return Setting(name, value(of: option.type))
  }

  private mutating func value(of type: OptionType) -> OptionValue {
    func word() -> String { ["a", "b", "c"].randomElement(using: &generator) ?? "" }
    return switch type {
    case .boolean: .boolean(Bool.random(using: &generator))
    case .integer: .integer(Int.random(in: 0...3, using: &generator))
    case .strings: .list([.string(word()), .string(word())])
    case .stringsMap: .map([word(): .list([.string(word()), .string(word())])])
    case .stringMap: .map([word(): .string(word())])
    default: .string(word())
    }
  }

  /// An image after some installations and configurations that ignore Equation 8.
  mutating func image() -> Image {
    var image = Image.minimal
    for _ in 0..<Int.random(in: 0...10, using: &generator) {
      let module = module()
      image = image.installing(module)
      if let setting = setting(of: module) { image = image.configuring(module, setting) }
    }
    return image
  }

  /// A specification of up to four modules with up to two demands each.
  mutating func specification(_ source: Origin.Source) -> Specification {
    var specification = Specification()
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let module = module()
      specification.insert(module.name, origins: [origin(source)])
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        guard let setting = setting(of: module) else { continue }
        specification.insert(Demand(setting, by: origin(source)), into: module.name)
      }
    }
    return specification
  }

  private mutating func origin(_ source: Origin.Source) -> Origin {
    let line = Int.random(in: 1...1_000_000, using: &generator)
    return Origin(source, at: SourceLocation(file: "policy.yaml", line: line, column: 1))
  }

  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    elements.shuffled(using: &generator)
  }
}

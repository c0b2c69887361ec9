import Policy
import Unikernel
import Vocabulary

/// Generates `options.h`: the sealed options of one module as constants.
package enum OptionsHeader {
  /// Writes the header.
  package static func text(for module: SealedModule) throws(ToolchainError) -> String {
    try check(module)
    var text = CText.banner + "#ifndef MERLON_OPTIONS_H\n#define MERLON_OPTIONS_H\n"
    for (name, option) in module.manifest.module.options.sorted(by: { $0.key < $1.key }) {
      let macro = "MERLON_OPTION_" + CText.macro(name.text)
      text += try definitions(macro, value: value(of: name, option, in: module)) {
        module.directories[name] ?? [:]
      }
    }
    return text + "#endif\n"
  }

  /// What an option seals, once its value is known to be of its type.
  private enum Sealed {
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case list([String])
    case pairs([(key: String, value: String?)])
    case directory
  }

  private static func check(_ module: SealedModule) throws(ToolchainError) {
    let declared = module.manifest.module.options
    for name in module.options.keys.sorted() where declared[name] == nil {
      throw .option(module.name, name, "is not declared by the module")
    }
    for name in module.directories.keys.sorted() where declared[name]?.type != .directory {
      throw .option(module.name, name, "is not of type directory, but files are given for it")
    }
  }

  private static func value(
    of name: OptionName, _ option: Option, in module: SealedModule
  ) throws(ToolchainError) -> Sealed {
    guard let value = module.options[name] ?? option.defaultValue else {
      throw .option(module.name, name, "has no value and no default")
    }
    switch (option.type, value) {
    case (.directory, .string): return .directory
    case (.boolean, .boolean(let value)): return .boolean(value)
    case (.integer, .integer(let value)): return .integer(value)
    case (.string, .string(let value)): return .string(value)
    case (.strings, .list(let elements)):
      if let elements = strings(elements) { return .list(elements) }
    case (.stringMap, .map(let members)):
      let pairs = members.compactMap { key, value -> (key: String, value: String?)? in
        if case .string(let text) = value { (key, text) } else { nil }
      }
      if pairs.count == members.count { return .pairs(pairs) }
    case (.stringsMap, .map(let members)):
      if let pairs = listPairs(members) { return .pairs(pairs) }
    default: break
    }
    throw .option(module.name, name, "has the value \(value), not one of type \(option.type)")
  }

  private static func strings(_ elements: [OptionValue]) -> [String]? {
    let texts = elements.compactMap { element -> String? in
      if case .string(let text) = element { text } else { nil }
    }
    return texts.count == elements.count ? texts : nil
  }

  private static func listPairs(
    _ members: [String: OptionValue]
  ) -> [(key: String, value: String?)]? {
    var pairs: [(key: String, value: String?)] = []
    for (key, value) in members {
      guard case .list(let elements) = value, let texts = strings(elements) else { return nil }
      if texts.isEmpty { pairs.append((key, nil)) }
      pairs += texts.map { (key, $0) }
    }
    return pairs
  }
}

// MARK: - Writing

extension OptionsHeader {
  private static func definitions(
    _ macro: String, value: Sealed, files: () -> [String: [UInt8]]
  ) -> String {
    switch value {
    case .boolean(let value): "#define \(macro) \(value ? 1 : 0)\n"
    case .integer(let value): "#define \(macro) \(CText.literal(value))\n"
    case .string(let value):
      """
      #define \(macro) \(CText.literal(value))
      #define \(macro)_LENGTH \(value.utf8.count)

      """
    case .list(let elements): table(macro, elements.map(field))
    case .pairs(let pairs):
      table(macro, sorted(pairs).map { "\(field($0.key)), \(field($0.value))" })
    case .directory:
      table(
        macro,
        SealedFiles.paths(of: files()).enumerated().map { "\($0.offset), \(field($0.element))" }
      )
    }
  }

  /// Entries follow each other without separators: the macro is used as `{MACRO(ENTRY){last}}`.
  private static func table(_ macro: String, _ entries: [String]) -> String {
    """
    #define \(macro)(ENTRY)\(entries.map { " ENTRY(\($0))" }.joined())
    #define \(macro)_COUNT \(entries.count)

    """
  }

  private static func field(_ text: String?) -> String {
    guard let text else { return "NULL, 0" }
    return "\(CText.literal(text)), \(text.utf8.count)"
  }

  private static func sorted(
    _ pairs: [(key: String, value: String?)]
  ) -> [(key: String, value: String?)] {
    pairs.sorted { left, right in
      if left.key.utf8.elementsEqual(right.key.utf8) {
        return (left.value ?? "").utf8.lexicographicallyPrecedes((right.value ?? "").utf8)
      }
      return left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
  }
}

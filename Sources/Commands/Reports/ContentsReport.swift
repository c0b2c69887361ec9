import Inventory
import Vocabulary

/// What is in an image, for people.
struct ContentsReport {
  private let contents: ImageContents
  private let allSymbols: Bool

  /// How many symbols are listed when nobody asks for all.
  private static let symbolsShown = 10

  init(_ contents: ImageContents, allSymbols: Bool) {
    self.contents = contents
    self.allSymbols = allSymbols
  }

  var lines: [String] {
    let seed = contents.layoutSeed == 0 ? "none" : "\(contents.layoutSeed)"
    var lines = [
      "\(contents.image) (\(contents.target.rawValue))", "  digest       \(contents.digest)",
      "  key          \(contents.key)", "  layout seed  \(seed)",
    ]
    lines += ["", "MODULES, bytes that are in the image"] + modules.lines
    for module in contents.modules where !module.options.isEmpty {
      lines += ["", "OPTIONS of \(module.name)"]
      lines += module.options.sorted { $0.key < $1.key }.map {
        "\(Printable.text($0.key))  \(Printable.value($0.value))"
      }
    }
    lines += ["", "HOOKS, in the order of their calls"]
    for hook in contents.hooks {
      let calls = hook.calls.isEmpty ? "nobody" : hook.calls.joined(separator: ", ")
      lines += Printable.lines("\(hook.name)  \(calls)", indentation: 4)
    }
    lines += ["", "SEGMENTS"] + segments.lines
    lines += ["", "DEVICES"] + contents.devices
    let calls = contents.target == .hvt ? "HYPERCALLS" : "SYSTEM CALLS"
    lines += ["", calls] + Printable.lines(contents.calls.joined(separator: " "), indentation: 0)
    return lines + [""] + symbols
  }

  private var modules: Table {
    var table = Table("MODULE", "VERSION", "ROLE", "CODE", "CONSTANTS", "DATA", "ZERO")
    func add(_ name: String, _ version: String, _ role: String, _ sizes: ImageContents.Sizes) {
      table.add(
        name, version, role, "\(sizes.code)", "\(sizes.constants)", "\(sizes.data)",
        "\(sizes.zero)")
    }
    add("u0", "", "library OS", contents.base)
    for module in contents.modules {
      let version = module.version == "0.0.0" ? "" : module.version
      add(module.name, version, module.role, module.sizes)
    }
    return table
  }

  private var segments: Table {
    var table = Table("ADDRESS", "BYTES", "PROTECTION")
    for segment in contents.segments {
      table.add(
        "0x" + String(segment.address, radix: 16), "\(segment.byteCount)", segment.protection)
    }
    return table
  }

  private var symbols: [String] {
    let all = contents.symbols.sorted { $0.byteCount > $1.byteCount }
    let shown = allSymbols ? contents.symbols : Array(all.prefix(Self.symbolsShown))
    var table = Table("BYTES", "ADDRESS", "MODULE", "SYMBOL")
    for symbol in shown {
      table.add(
        "\(symbol.byteCount)", "0x" + String(symbol.address, radix: 16), symbol.module ?? "u0",
        Printable.text(symbol.name))
    }
    let title =
      allSymbols
      ? "SYMBOLS, all \(all.count) by address"
      : "SYMBOLS, the largest of \(all.count); --symbols lists all"
    return [title] + table.lines
  }
}

/// What the linker says it put where: the `-Map` of LLD.
///
/// Each line has address, load address, size and alignment, then, ever further to the right, an
/// output section, an input section as `OBJECT:(SECTION)`, or a symbol.
struct LinkMap: Hashable, Sendable {
  /// An input section that is in the image.
  struct Piece: Hashable, Sendable {
    /// The output section.
    let section: String
    /// The object file, or `<internal>` for what the linker made itself.
    let object: String
    let byteCount: UInt64
  }

  /// A symbol of an input section.
  struct Symbol: Hashable, Sendable {
    let name: String
    let object: String
    let address: UInt64
    let byteCount: UInt64
  }

  private(set) var pieces: [Piece] = []
  private(set) var symbols: [Symbol] = []

  /// Columns before the name, and what each step to the right is indented by.
  private static let (columns, indentation) = (49, 8)

  /// Reads a map; lines of other forms, as the assignments of a linker script, mean nothing here.
  init(_ text: String) {
    var section = ""
    var object = ""
    for line in text.split(separator: "\n").dropFirst() {
      let bytes = Substring(line).utf8
      guard bytes.count > Self.columns,
        let split = bytes.index(
          bytes.startIndex, offsetBy: Self.columns, limitedBy: bytes.endIndex)
      else { continue }
      let numbers = line[..<split].split(separator: " ")
      let rest = line[split...]
      let depth = rest.utf8.prefix { $0 == UInt8(ascii: " ") }.count / Self.indentation
      guard numbers.count == 4, let address = UInt64(numbers[0], radix: 16),
        let byteCount = UInt64(numbers[2], radix: 16)
      else { continue }
      let name = String(rest.drop { $0 == " " })
      switch depth {
      case 0: section = name
      case 1:
        guard let end = name.firstRange(of: ":(")?.lowerBound else { continue }
        object = String(name[..<end])
        if byteCount > 0 {
          pieces.append(Piece(section: section, object: object, byteCount: byteCount))
        }
      default:
        if byteCount > 0 {
          symbols.append(
            Symbol(name: name, object: object, address: address, byteCount: byteCount))
        }
      }
    }
  }
}

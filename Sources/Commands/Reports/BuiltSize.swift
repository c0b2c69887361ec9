import Vocabulary

/// How much code an image has before and after a change, measured on what was built.
struct BuiltSize: CustomStringConvertible {
  /// Bytes of code; `nil` for an image that was not there, or could not be built.
  let old: Int?
  let new: Int?

  /// Both sizes for people: `36.1 KiB -> 44.0 KiB (+7.9 KiB)`.
  var description: String {
    switch (old, new) {
    case (let old?, let new?):
      let sign = new < old ? "-" : "+"
      return "\(Self.kibibytes(old)) -> \(Self.kibibytes(new))"
        + " (\(sign)\(Self.kibibytes(abs(new - old))))"
    case (nil, let new?): return Self.kibibytes(new)
    case (let old?, nil): return "\(Self.kibibytes(old)) before"
    case (nil, nil): return "not built"
    }
  }

  var json: JSON {
    .object([
      "old": old.map(JSON.integer) ?? .null, "new": new.map(JSON.integer) ?? .null,
    ])
  }

  private static func kibibytes(_ bytes: Int) -> String {
    let tenths = (bytes * 10 + 512) / 1024
    return "\(tenths / 10).\(tenths % 10) KiB"
  }
}

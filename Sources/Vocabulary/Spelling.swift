/// Help with names that were written wrong.
package enum Spelling {
  /// Asks `did you mean …?` with the candidate that is at most two slips of the pen away (one in
  /// a name of two or three characters), or returns `nil`.
  ///
  /// - Complexity: O(n · m) for each of the candidates.
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    let allowed = Swift.max(1, Swift.min(2, name.count / 2))
    return candidates.map { (distance: distance(from: name, to: $0), name: $0) }
      .filter { $0.distance <= allowed }.min { $0 < $1 }
      .map { "did you mean \($0.name)?" }
  }

  /// Names for a sentence: `a, b and c`; at most eight of them, and how many more there are.
  package static func list(_ names: [String]) -> String {
    guard let last = names.last else { return "nothing" }
    guard names.count > 1 else { return last }
    if names.count > 8 {
      return names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
    }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The Levenshtein distance, in characters.
  private static func distance(from left: String, to right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in right.indices {
        let substituted = diagonal + (character == right[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}

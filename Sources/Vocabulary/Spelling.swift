/// Help with names that were written wrong.
package enum Spelling {
  /// Asks `did you mean …?` with the candidate that is at most two slips of the pen away (one in
  /// a name of two or three characters), or returns `nil`.
  ///
  /// - Complexity: O(n · m) for each of the candidates.
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    near(name, candidates).min { $0 < $1 }.map { "did you mean \($0.name)?" }
  }

  /// The candidate that `suggestion` names, when no other one is as likely to be meant: good enough
  /// to be put in without asking.
  package static func correction(for name: String, among candidates: [String]) -> String? {
    let near = near(name, candidates)
    return near.count == 1 ? near[0].name : nil
  }

  /// The candidates that a slip or two of the pen make of `name`.
  private static func near(
    _ name: String, _ candidates: [String]
  ) -> [(distance: Int, name: String)] {
    let length = name.count
    let allowed = Swift.max(1, Swift.min(2, length / 2))
    return candidates.compactMap { candidate in
      // Lengths first: they differ by no more than the slips, and names may be very long.
      guard abs(candidate.count - length) <= allowed else { return nil }
      let distance = distance(from: name, to: candidate)
      return distance <= allowed ? (distance, candidate) : nil
    }
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

extension Array {
  /// The same elements, from another one on: nobody always comes first, or after the same other.
  func rotated(by count: Int) -> [Element] {
    guard !isEmpty else { return self }
    let start = (count % self.count + self.count) % self.count
    return Array(self[start...] + self[..<start])
  }
}

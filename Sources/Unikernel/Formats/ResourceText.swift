/// Resources of access control: `[METHOD[,METHOD] ]/PATH`.
enum ResourceText {
  /// Tells whether a text is a resource.
  static func isResource(_ text: String) -> Bool {
    if text.hasPrefix("/") { return true }
    guard let space = text.firstIndex(of: " ") else { return false }
    let methods = text[..<space].split(separator: ",", omittingEmptySubsequences: false)
    return text[space...].hasPrefix(" /")
      && methods.allSatisfy { method in
        !method.isEmpty && method.utf8.allSatisfy { (0x41...0x5a).contains($0) }
      }
  }
}

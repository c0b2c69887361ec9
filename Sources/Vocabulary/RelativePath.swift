/// Paths inside a repository or a module's folder.
package enum RelativePath {
  /// The path without a final `/`, or `nil` if it is empty, absolute, or has an empty part, `.`,
  /// `..`, `.git`, a backslash or a control character.
  package static func checked(_ path: String) -> String? {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false)
    let isSafe = parts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && part.lowercased() != ".git"
        && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
    }
    return isSafe ? trimmed : nil
  }
}

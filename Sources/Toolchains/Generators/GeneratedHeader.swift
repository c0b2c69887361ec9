/// A header that is generated for each module.
///
/// A compilation gets the include folder of one only when a file that it can see mentions it. So
/// an option that changes does not compile again what does not use options, and nothing can use
/// them unseen.
package enum GeneratedHeader: String, Hashable, Sendable, CaseIterable {
  case options
  case hooks

  /// The header's name.
  package var name: String { "\(rawValue).h" }
  /// The include folder, within what is generated for the module.
  var folder: String { "include-\(rawValue)" }
  /// The header, within what is generated for the module.
  var path: String { "\(folder)/\(name)" }

  /// What a file contains that uses the header: its name, or, in Swift, one of its names.
  private var marks: [String] {
    switch self {
    case .options: [name, "MERLON_OPTION_"]
    case .hooks: [name, "MERLON_HOOK_", "merlon_hook_"]
    }
  }

  /// The headers that files may use.
  static func mentioned(in files: [[UInt8]]) -> [GeneratedHeader] {
    searches.filter { _, marks in
      marks.contains { mark in files.contains { mark.isFound(in: $0) } }
    }.map(\.header)
  }

  private static let searches = allCases.map { header in
    (header: header, marks: header.marks.map { ByteSearch($0) })
  }
}

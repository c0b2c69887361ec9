/// The command line, split at the image: options before it, the guest's arguments after it.
package enum Invocation: Equatable, Sendable {
  case help
  case version
  case run(image: String, options: [String], guestArguments: [String])
  /// No image was named.
  case incomplete

  /// Splits `arguments`, which do not include the program's own name.
  package init(_ arguments: [String]) {
    var options: [String] = []
    var rest = arguments[...]
    while let next = rest.first, next.hasPrefix("-") {
      rest.removeFirst()
      if next == "--" { break }
      options.append(next)
    }
    if options.contains("--help") {
      self = .help
    } else if options.contains("--version") {
      self = .version
    } else if let image = rest.first {
      self = .run(image: image, options: options, guestArguments: Array(rest.dropFirst()))
    } else {
      self = .incomplete
    }
  }
}

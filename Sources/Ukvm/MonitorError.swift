package import Solo5

/// Why a guest was not started.
package enum MonitorError: Error, Equatable, Sendable {
  case option(OptionError)
  case image(path: String, ImageError)
  case system(SystemError)
  /// A device of the manifest, or what was to stand behind it, is not as it must be.
  case device(name: String, problem: String)
  /// The guest or this machine cannot have what the command line asks for.
  case refused(String)
}

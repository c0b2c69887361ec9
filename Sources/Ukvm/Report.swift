import Glibc

/// Words for people, on standard error.
enum Report {
  static func failure(_ error: MonitorError) { line("merlon-ukvm: \(text(error))") }

  static func line(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
  }

  static func output(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
  }

  private static func text(_ error: MonitorError) -> String {
    switch error {
    case .option(let error): "Invalid option: \(error.option): \(error.problem)"
    case .image(let path, let error): "\(path): \(error)"
    case .system(let error):
      unsafe "cannot \(error.operation): \(String(cString: strerror(error.code)))"
    case .device(let name, let problem): "device \(name): \(problem)"
    case .refused(let problem): problem
    }
  }
}

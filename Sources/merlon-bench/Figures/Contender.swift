/// A kind of server that is measured.
enum ContenderKind: String, CaseIterable {
  case unikernel
  case secured = "unikernel with mechanisms"
  case nginx
  case nginxContainer = "nginx in a container"
  case apache = "Apache"
  case apacheContainer = "Apache in a container"

  var isUnikernel: Bool { self == .unikernel || self == .secured }
  var isContainer: Bool { self == .nginxContainer || self == .apacheContainer }
  var isNginx: Bool { self == .nginx || self == .nginxContainer }
}

/// One server, with a link of its own; it runs on the first processor.
final class Contender {
  let kind: ContenderKind
  let isEncrypted: Bool
  let link: Link
  private let words: [String]
  private var child: Child?

  /// Makes a contender that `words` start.
  init(_ kind: ContenderKind, isEncrypted: Bool, link: Link, words: [String]) {
    (self.kind, self.isEncrypted, self.link, self.words) = (kind, isEncrypted, link, words)
  }

  var name: String { kind.rawValue + (isEncrypted ? ", HTTPS" : "") }
  /// Whether it is a port of this machine, for want of taps.
  private var isForwarded: Bool { kind.isUnikernel && !Needs.hasTap }
  var address: String { isForwarded ? "127.0.0.1" : link.server }
  var port: Int { isForwarded ? 8000 + link.number : isEncrypted ? 443 : 80 }
  var url: String {
    "\(isEncrypted ? "https" : "http")://\(address):\(port)\(ImageWorks.path)"
  }

  /// Starts it and waits for its first answer; tells how long that took, in milliseconds.
  @discardableResult
  func start() throws -> Double {
    let began = Stopwatch.now
    child = try Processor.first {
      try Tool.start(words, output: "\(Room.folder)/console-\(link.number)")
    }
    let answered = try Client.firstAnswer(of: self)
    return Double(answered - began) / 1000
  }

  func stop() {
    child?.stop()
    child = nil
  }

  /// The process that was started, while it runs.
  var process: Int32 {
    get throws {
      guard let child else { throw Failure("\(name) does not run") }
      return child.identifier
    }
  }
}

import Foundation
package import Vocabulary

/// Clients of one server that ask all the time, from wherever `prefix` leads.
package struct Clients {
  private let fleet: Fleet
  private let stop: String
  private let process: Child

  /// Starts them.
  package init(
    of address: String, _ port: UInt16, for fleet: Fleet, from prefix: [String] = []
  ) throws {
    self.fleet = fleet
    stop = "\(fleet.root)/stop-\(UInt32.random(in: .min ... .max))"
    let script = SourceTree.path(of: "Tests/TestSupport/Scripts/clients.py")
    let words = prefix + ["python3", script, address, "\(port)", stop]
    process = try fleet.start(words[0], Array(words.dropFirst()))
  }

  /// Ends them, and tells what they noticed.
  package func end() async throws -> JSON {
    try Data().write(to: URL(filePath: stop))
    guard try await process.wait() == .exited(0) else {
      throw ChildError("clients.py", process.error)
    }
    return try JSON.parse(process.output)
  }
}

extension JSON {
  /// How often a client noticed something of a kind.
  package func count(_ what: String) -> Int { self[what]?.integer ?? 0 }

  /// What only a client of a server that goes away notices.
  package var losses: [String] {
    ["wrong", "unanswered", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError"]
      .filter { count($0) > 0 } + ["TimeoutError", "OSError"].filter { count($0) > 0 }
  }
}

/// Waiting for something that another process does: often, and never for ever.
package enum Patience {
  /// How long anything may take on a busy machine before a test calls it hung.
  package static let limit = Duration.seconds(180)

  /// Asks until there is an answer.
  ///
  /// - Throws: `Impatience` after `limit`; it names `what`.
  package static func wait<Value>(
    for what: String, _ question: () async throws -> Value?
  ) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
      if let answer = try await question() { return answer }
      guard ContinuousClock.now < deadline else { throw Impatience(what) }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Asks until the answer is yes.
  package static func wait(until what: String, _ question: () async throws -> Bool) async throws {
    let _: Bool = try await wait(for: what) { try await question() ? true : nil }
  }
}

/// Something that did not happen within the bound.
package struct Impatience: Error, CustomStringConvertible {
  /// What did not happen.
  package let description: String

  /// Names what was waited for.
  package init(_ what: String) { description = "waited \(Patience.limit) for \(what)" }
}

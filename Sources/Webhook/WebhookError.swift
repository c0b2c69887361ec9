/// Why a webhook cannot be called, or cannot be listened for.
package struct WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do next.
  package let description: String

  init(_ description: String) { self.description = description }
}

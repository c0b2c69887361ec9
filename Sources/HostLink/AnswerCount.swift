package import Vocabulary

/// What an image that counts its answers has said of them since it booted; its probes' are among them.
package struct AnswerCount: Hashable, Sendable {
  /// How many there were.
  package let all: Int
  /// How many of them were errors of its own: 5xx but those that a client can ask for.
  package let serverErrors: Int

  /// Makes a count.
  package init(all: Int, serverErrors: Int) {
    self.all = all
    self.serverErrors = serverErrors
  }
}

extension AnswerCount: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object(["all": .integer(all), "serverErrors": .integer(serverErrors)])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    all = try reader.integer("all", in: 0...Self.max)
    serverErrors = try reader.integer("serverErrors", in: 0...all)
  }

  /// What JSON holds exactly, and more than an image can count to.
  package static let max = 1 << 53
}

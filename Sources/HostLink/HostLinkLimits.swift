import Vocabulary

/// Every bound of the protocol between controller and host.
package enum HostLinkLimits {
  /// The version of the protocol that this program speaks.
  package static let version = 4
  /// Bytes of one message.
  package static let messageBytesMax = Limits.jsonBytesMax
  /// Bytes of the words in one event or verdict; longer ones are cut.
  package static let detailBytesMax = 512
  /// Bytes of one image.
  package static let imageBytesMax = 64 << 20
  /// Instances of one fleet on one host.
  package static let instancesMax = 4096
  /// Ports, and probes, of one instance.
  package static let portsMax = 64
  /// Bytes of the path of a probe.
  package static let pathBytesMax = 2048
  /// Events in one answer; ask again for the rest.
  package static let eventsMax = 1000
  /// Keys of controllers that an order names.
  package static let controllersMax = 64
  /// Signed lines in one answer; ask again for the rest.
  package static let statementsMax = 1000
  /// Bytes of the signed lines in one answer.
  package static let statementBytesMax = messageBytesMax / 2
  /// How long one question for events may wait.
  package static let waitMillisecondsMax = 60_000
  /// How long a new connection may keep silent.
  package static let helloMilliseconds: Int32 = 10_000
  /// Connections that a host serves at one time.
  package static let connectionsMax = 64
}

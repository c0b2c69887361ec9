package import Vocabulary

/// A port of the host whose connections go to a port of the guest.
package struct PortForward: Hashable, Sendable, Comparable {
  /// The port inside the guest.
  package let guest: UInt16
  /// The port of the host.
  package let host: UInt16

  /// Makes a forward.
  package init(guest: UInt16, host: UInt16) {
    self.guest = guest
    self.host = host
  }

  /// Orders by the host's port.
  package static func < (left: Self, right: Self) -> Bool {
    (left.host, left.guest) < (right.host, right.guest)
  }
}

extension PortForward: WireValue {
  /// The form on the wire.
  package var json: JSON { .object(["guest": .integer(Int(guest)), "host": .integer(Int(host))]) }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    guest = try reader.port("guest")
    host = try reader.port("host")
  }
}

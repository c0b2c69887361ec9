package import Vocabulary

/// The place of one instance in a fleet: an image on a host.
package struct Seat: Hashable, Sendable, Comparable {
  /// The image.
  package let image: ImageName
  /// The host.
  package let host: HostName

  /// Makes a seat.
  package init(_ image: ImageName, on host: HostName) {
    self.image = image
    self.host = host
  }

  /// Orders by image, then by host.
  package static func < (left: Self, right: Self) -> Bool {
    (left.image, left.host) < (right.image, right.host)
  }
}

package import Vocabulary

/// What a host does for the controllers that connect to it.
///
/// Called on many threads.
package protocol HostService: Sendable {
  /// Says who this is.
  var greeting: HostGreeting { get }
  /// Tells whether the host holds the image.
  func hasImage(_ digest: Digest) -> Bool
  /// Takes an image in, after checking its digest.
  func putImage(_ digest: Digest, _ bytes: [UInt8]) throws(HostLinkError)
  /// Takes a new wish; returns when it is kept, not when it is fulfilled.
  func apply(_ desired: DesiredState) throws(HostLinkError)
  /// Says what every instance is doing.
  func status() -> [InstanceStatus]
  /// Gives the events after `number`, waiting for the first one at most so long.
  func events(since number: Int, waitMilliseconds: Int) -> [HostEvent]
  /// Begins to stop; returns at once.
  func requestStop()
}

package import Vocabulary

/// What a host does for the controllers that connect to it.
///
/// Called on many threads.
package protocol HostService: Sendable {
  /// Says who this is.
  var greeting: HostGreeting { get }
  /// Tells whether the host holds the image.
  func hasImage(_ digest: Digest) -> Bool
  /// Tells which chunks of an image, by their index, are neither here nor in an image that is.
  func lacking(_ offer: ImageOffer) throws(HostLinkError) -> [Int]
  /// Keeps a chunk for an image that is to come, after checking its digest; none for one that has
  /// come by another connection.
  func keepChunk(_ digest: Digest, of image: Digest, _ bytes: [UInt8]) throws(HostLinkError)
  /// Makes the image of its chunks, after checking its digest.
  func completeImage(_ offer: ImageOffer) throws(HostLinkError)
  /// Takes an order that was made for this connection, if it believes its signature; returns when
  /// the wish is kept, not when it is fulfilled.
  func apply(_ order: HostOrder) throws(HostLinkError)
  /// Says what every instance is doing.
  func status() -> [InstanceStatus]
  /// Gives the events after `number`, waiting for the first one at most so long.
  func events(since number: Int, waitMilliseconds: Int) -> [HostEvent]
  /// Gives the lines that this host has signed for a fleet behind a place of its ledger, and forgets
  /// those that are safe elsewhere, if it believes the signature under the question.
  func statements(_ order: StatementOrder) throws(HostLinkError) -> [String]
  /// Begins to stop; returns at once.
  func requestStop()
}

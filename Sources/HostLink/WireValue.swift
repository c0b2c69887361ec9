package import Vocabulary

/// A value that crosses the link as JSON.
package protocol WireValue {
  /// The value as JSON.
  var json: JSON { get }
  /// Reads the value, or says what is wrong with it.
  init(_ reader: WireReader) throws(HostLinkError)
}

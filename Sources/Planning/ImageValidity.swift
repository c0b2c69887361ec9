package import Policy
package import Vocabulary

/// How long a built image is valid: the paper's time-limited validity.
///
/// An image that is valid for V is renewed every V/2, at instants that follow from its name alone:
/// every controller finds the same ones, at any time, and not all images are renewed at once. An
/// image that is started is valid for V/2 at the least and V at the most.
package enum ImageValidity {
  /// The instant from which an image that is built at `time` is no longer started and is stopped;
  /// `nil` for never.
  package static func end(of document: UnikernelImage, at time: Instant) -> Instant? {
    let expiry = renewal(of: document, after: time).map { next in
      Instant(milliseconds: next.milliseconds + period(of: document))
    }
    return [document.validity.nextChange(after: time), expiry].compactMap(\.self).min()
  }

  /// The first instant after `time` at which an image is renewed; `nil` for never.
  package static func renewal(of document: UnikernelImage, after time: Instant) -> Instant? {
    let period = period(of: document)
    guard period > 0 else { return nil }
    let phase = Int64(truncatingIfNeeded: hash(document.name.text) >> 1) % period
    let since = time.milliseconds - phase
    let remainder = since % period
    return Instant(
      milliseconds: time.milliseconds - (remainder < 0 ? remainder + period : remainder) + period)
  }

  /// Half the validity, in milliseconds; 0 when there is none.
  private static func period(of document: UnikernelImage) -> Int64 {
    Int64(document.validForSeconds ?? 0) * 500
  }

  /// FNV-1a with 64 bits: the same on every machine, unlike `Hasher`.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

import Foundation
package import Vocabulary

extension Instant {
  /// The time by this machine's clock.
  package static var now: Instant {
    Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }
}

/// An integer modulo the prime of the curve P-256 (SEC 2 §2.4.2).
///
/// Neither fast nor in constant time: it only tells a mistyped public key from a right one.
struct P256Field: Equatable {
  private var high: UInt128
  private var low: UInt128

  private static let prime = P256Field(
    high: 0xffff_ffff_0000_0001_0000_0000_0000_0000, low: 0xffff_ffff_ffff_ffff_ffff_ffff)
  private static let b = P256Field(
    high: 0x5ac6_35d8_aa3a_93e7_b3eb_bd55_7698_86bc,
    low: 0x651d_06b0_cc53_b0f6_3bce_3c3e_27d2_604b)

  private init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// Reads 32 bytes, the highest first.
  init(_ bytes: ArraySlice<UInt8>) {
    high = bytes.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
    low = bytes.dropFirst(16).reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// Tells whether y² = x³ - 3x + b, for coordinates that are less than the prime.
  static func isOnCurve(_ x: P256Field, _ y: P256Field) -> Bool {
    guard x.isLess(than: prime), y.isLess(than: prime) else { return false }
    // y² + 3x = x³ + b, so that nothing is subtracted.
    return y.times(y).plus(x).plus(x).plus(x) == x.times(x).times(x).plus(b)
  }

  private func isLess(than other: P256Field) -> Bool { (high, low) < (other.high, other.low) }

  private func plus(_ other: P256Field) -> P256Field {
    let (low, carry) = low.addingReportingOverflow(other.low)
    let (partial, first) = high.addingReportingOverflow(other.high)
    let (high, second) = partial.addingReportingOverflow(carry ? 1 : 0)
    let sum = P256Field(high: high, low: low)
    return first || second || !sum.isLess(than: Self.prime) ? sum.withoutPrime() : sum
  }

  /// Subtracts the prime, and lets go of what carries.
  private func withoutPrime() -> P256Field {
    let (low, borrow) = low.subtractingReportingOverflow(Self.prime.low)
    return P256Field(high: high &- Self.prime.high &- (borrow ? 1 : 0), low: low)
  }

  private func times(_ other: P256Field) -> P256Field {
    var product = P256Field(high: 0, low: 0)
    for place in (0..<256).reversed() {
      product = product.plus(product)
      let word = place < 128 ? other.low : other.high
      if word >> UInt128(place % 128) & 1 == 1 { product = product.plus(self) }
    }
    return product
  }
}

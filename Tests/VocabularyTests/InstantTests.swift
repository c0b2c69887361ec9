import TestSupport
import Testing
import Vocabulary

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-11-24T05:09:00Z", 1_795_496_940_000),
    ("2000-02-29T23:59:59.007Z", 951_868_799_007), ("1969-12-31T23:59:59.999Z", -1),
  ])
  func `reads and writes`(text: String, milliseconds: Int64) {
    #expect(Instant(text)?.milliseconds == milliseconds)
    #expect(Instant(milliseconds: milliseconds).description == text)
  }

  @Test(arguments: [
    "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01",
    "2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00.1Z", "2026-01-01 00:00:00Z",
    "+026-01-01T00:00:00Z", "1900-02-29T00:00:00Z",
  ])
  func `refuses`(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test(arguments: Seeds.first(300))
  func `what is written is read back`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let instant = Instant(
      milliseconds: Int64.random(in: -62_000_000_000_000...250_000_000_000_000, using: &random))
    #expect(Instant(instant.description) == instant, "seed \(seed)")
  }
}

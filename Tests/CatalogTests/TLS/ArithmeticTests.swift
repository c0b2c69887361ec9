import Foundation
import TestSupport
import Testing

/// Curve, hash and noise of the module `tls`, against other people's where there are any.
@Suite(.aside, .timeLimit(.minutes(30))) struct ArithmeticTests {
  @Test(arguments: Seeds.first(2)) func `P-256 is OpenSSL's`(seed: UInt64) throws {
    print("P-256: seed \(seed)")
    let harness = try TLSHarness(
      ["p256_main.c"], module: ["p256.c", "p256_sign.c"],
      bearSSL: [
        "codec/dec32be.c", "codec/dec64be.c", "codec/enc32be.c", "codec/enc64be.c",
        "ec/ecdsa_rta.c", "hash/sha2big.c", "hash/sha2small.c", "mac/hmac.c", "rand/hmac_drbg.c",
      ], flags: ["-Wno-deprecated-declarations", "-lcrypto"])
    #expect(try harness.run(["1500", "\(seed % 1_000_000)"]) == "1500 rounds")
  }

  @Test(arguments: Seeds.first(2)) func `SHA-256 is BearSSL's`(seed: UInt64) throws {
    print("SHA-256: seed \(seed)")
    let harness = try TLSHarness(
      ["sha256_main.c"], module: ["sha256.c"],
      bearSSL: ["codec/dec32be.c", "codec/enc32be.c", "hash/sha2small.c", "mac/hmac.c"])
    #expect(try harness.run(["\(seed % 1_000_000)"]).hasSuffix("done"))
  }

  @Test func `a source of random numbers that fails is found`() throws {
    let harness = try TLSHarness(["health_main.c"], module: ["entropy_health.c"])
    #expect(
      try harness.run() == """
        stuck 8
        two values found
        biased found
        sixteen values 1000000
        sound 4000000
        """)
  }
}

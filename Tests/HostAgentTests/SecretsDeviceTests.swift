import HostAgent
import Testing

/// The device that guests read their secrets from, byte by byte.
@Suite struct SecretsDeviceTests {
  private static let secret = HostSecret(name: "web", key: [1, 2], chain: [[3], [4, 5]])

  private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
    (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
  }

  @Test func `is as the module tls reads it`() throws {
    let bytes = try SecretsDevice.encoded([Self.secret])
    #expect(bytes.count == 512)
    #expect(bytes[..<8].elementsEqual("MRLNSECR".utf8))
    let body: [UInt8] =
      [3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0] + Array("web".utf8) + [1, 2]
      + [1, 0, 0, 0, 3, 2, 0, 0, 0, 4, 5]
    #expect([8, 12, 16, 20].map { Self.number(bytes, $0) } == [1, 72 + body.count, 1, 0])
    #expect(bytes[72..<72 + body.count].elementsEqual(body))
    #expect(bytes[(72 + body.count)...].allSatisfy { $0 == 0 })
  }

  @Test func `has another seed each time`() throws {
    let seeds = try (0..<4).map { _ in Array(try SecretsDevice.encoded([Self.secret])[24..<72]) }
    #expect(Set(seeds).count == 4)
  }

  @Test func `refuses more than a guest would take`() {
    func secret(key: Int = 1, chain: Int = 1, certificate: Int = 1) -> HostSecret {
      HostSecret(
        name: "n", key: [UInt8](repeating: 0, count: key),
        chain: [[UInt8]](repeating: [UInt8](repeating: 0, count: certificate), count: chain))
    }
    let refused: [[HostSecret]] = [
      [], [HostSecret](repeating: secret(), count: SecretsDevice.secretsMax + 1),
      [secret(key: 8193)], [secret(chain: SecretsDevice.chainMax + 1)],
      [secret(certificate: 256 << 10)],
    ]
    for secrets in refused {
      #expect(throws: HostAgentError.self) { try SecretsDevice.encoded(secrets) }
    }
    #expect(throws: Never.self) {
      try SecretsDevice.encoded([HostSecret](repeating: secret(), count: SecretsDevice.secretsMax))
    }
  }
}

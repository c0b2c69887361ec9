import Foundation
import TestSupport
import Testing

/// The reader of the host's secrets, with bytes that are right and bytes that are not.
@Suite(.aside, .timeLimit(.minutes(30))) struct SecretsTests {
  private static let sound = SecretsImage([
    .init(name: "web-cert", key: [1, 2, 3], chain: [[4], [5, 6]]),
    .init(name: "b", key: [7], chain: [[8]]), .init(name: "shared", key: [9], chain: []),
  ])

  @Test func `reads what the format says, and no beginning or altered bit reads outside`() throws {
    let harness = try TLSHarness(["secrets_main.c"], module: ["secrets.c"])
    #expect(
      try harness.run(["-t"], input: Data(Self.sound.bytes))
        == "web-cert 3 2 21\nb 1 1 15\nshared 1 0 9\nbeginnings accepted: 0")
  }

  @Test func `refuses what is not as the format says`() throws {
    let harness = try TLSHarness(["secrets_main.c"], module: ["secrets.c"])
    let one = SecretsImage.Secret(name: "a", key: [1], chain: [[2]])
    func altered(_ change: (inout SecretsImage) -> Void) -> SecretsImage {
      var image = Self.sound
      change(&image)
      return image
    }
    let refused = [
      altered { $0.magic = "MRLNSECS" }, altered { $0.version = 2 }, altered { $0.reserved = 1 },
      altered { $0.countOffset = -1 }, altered { $0.countOffset = 1 },
      altered { $0.countOffset = -2 }, altered { $0.lengthOffset = -1 },
      altered { $0.lengthOffset = 1 }, altered { $0.secrets[0].name = "" },
      altered { $0.secrets[0].name = "Web" }, altered { $0.secrets[0].name = "a/b" },
      altered { $0.secrets[0].name = "b" }, altered { $0.secrets[0].key = [] },
      altered { $0.secrets[0].chain[1] = [] },
      altered { $0.secrets[0].name = String(repeating: "n", count: 65) },
      altered { $0.secrets[0].key = [UInt8](repeating: 0, count: 8193) },
      altered { $0.secrets[0].chain = [[UInt8]](repeating: [1], count: 9) },
      SecretsImage((0..<17).map { .init(name: "n\($0)", key: one.key, chain: one.chain) }),
    ]
    for image in refused {
      #expect(try harness.run(input: Data(image.bytes)) == "refused", "\(image)")
    }
    let most = SecretsImage(
      (0..<16).map {
        .init(name: "n\($0)", key: one.key, chain: [[UInt8]](repeating: [1], count: 8))
      })
    #expect(try harness.run(input: Data(most.bytes)).split(separator: "\n").count == 16)
  }

  @Test func `no input breaks it`() throws {
    let harness = try TLSHarness(
      ["secrets_fuzz.c"], module: ["secrets.c"], flags: ["-fsanitize=fuzzer"])
    try harness.scratch.write("", to: "seeds/sound")
    try Data(Self.sound.bytes).write(to: URL(filePath: harness.scratch.path + "/seeds/sound"))
    let seconds = ProcessInfo.processInfo.environment["MERLON_FUZZ_SECONDS"].flatMap(Int.init) ?? 8
    let said = try harness.run([
      "-max_total_time=\(seconds)", "-max_len=4096", "-print_final_stats=1", "seeds",
    ])
    print(said.split(separator: "\n").filter { $0.contains("Seed") || $0.contains("number_of") })
  }
}

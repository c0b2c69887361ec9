import Planning
import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct ImageValidityTests {
  private func image(_ name: ImageName, _ seconds: Int?) -> UnikernelImage {
    UnikernelImage(
      name: name, labels: [:], specification: Specification(), target: .spt, memoryMiB: 32,
      ports: [], placement: .init(), validForSeconds: seconds,
      location: SourceLocation(file: "i.yaml"))
  }

  @Test(arguments: Seeds.first(300))
  func `whenever it is built, an image is valid for half its time at the least`(seed: UInt64) throws
  {
    var random = SplitMix64(seed: seed)
    let seconds = Int.random(in: 60...34_560_000, using: &random)
    let validity = Int64(seconds) * 1000
    let document = image(ImageName(stringLiteral: "i\(seed)"), seconds)
    let time = Instant(milliseconds: Int64.random(in: -(1 << 40)...1 << 41, using: &random))
    let end = try #require(ImageValidity.end(of: document, at: time))
    let rest = end.milliseconds - time.milliseconds
    #expect(rest > validity / 2 - 1 && rest <= validity, "seed \(seed)")
    let renewal = try #require(ImageValidity.renewal(of: document, after: time))
    #expect(renewal > time && renewal < end, "seed \(seed)")
    // Until then every build is the same, and then another.
    let before = Instant(milliseconds: renewal.milliseconds - 1)
    #expect(ImageValidity.end(of: document, at: before) == end, "seed \(seed)")
    #expect(ImageValidity.end(of: document, at: renewal) != end, "seed \(seed)")
  }

  @Test func `images are not all renewed at once, and those without an end never`() {
    let time = Instant(milliseconds: 1_790_000_000_000)
    let renewals = (0..<100).map {
      ImageValidity.renewal(of: image(ImageName(stringLiteral: "i\($0)"), 86_400), after: time)
    }
    #expect(Set(renewals).count > 90)
    #expect(ImageValidity.renewal(of: image("web", nil), after: time) == nil)
    #expect(ImageValidity.end(of: image("web", nil), at: time) == nil)
  }
}

import Policy
import TestSupport
import Testing
import Vocabulary

/// Images over the hosts that may run them.
@Suite struct SpreadTests {
  private func hosts(_ count: Int, _ random: inout SplitMix64) -> [HostName] {
    var names: Set<HostName> = []
    while names.count < count {
      names.insert(HostName(stringLiteral: "h\(UInt32.random(in: .min ... .max, using: &random))"))
    }
    return names.sorted()
  }

  private func images(_ count: Int) -> [ImageName] {
    (0..<count).map { ImageName(stringLiteral: "image-\($0)") }
  }

  @Test(arguments: Seeds.first(40))
  func `as many as are wanted, in order, and a greater number keeps the smaller one's`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    let hosts = hosts(Int.random(in: 0...12, using: &random), &random)
    for image in images(5) {
      var before: Set<HostName> = []
      for count in 0...(hosts.count + 2) {
        let chosen = Spread.choose(count, of: hosts, for: image)
        #expect(chosen.count == min(count, hosts.count), "seed \(seed)")
        #expect(chosen == chosen.sorted() && Set(hosts).isSuperset(of: chosen), "seed \(seed)")
        #expect(before.isSubset(of: chosen), "seed \(seed)")
        before = Set(chosen)
      }
    }
  }

  @Test(arguments: Seeds.first(20))
  func `a host more takes its share, and nothing else moves`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let many = hosts(Int.random(in: 3...20, using: &random), &random)
    let newcomer = many[Int.random(in: many.indices, using: &random)]
    let few = many.filter { $0 != newcomer }
    let replicas = Int.random(in: 1..<few.count, using: &random)
    let images = images(400)
    var moved = 0
    for image in images {
      let before = Set(Spread.choose(replicas, of: few, for: image))
      let after = Set(Spread.choose(replicas, of: many, for: image))
      guard before != after else { continue }
      moved += 1
      #expect(after.subtracting(before) == [newcomer], "seed \(seed): \(image)")
      #expect(before.subtracting(after).count == 1, "seed \(seed): \(image)")
    }
    // Its share is a part of all; a half more is many standard deviations.
    let share = Double(images.count * replicas) / Double(many.count)
    #expect(Double(moved) < share * 1.5 + 20, "seed \(seed): \(moved) of \(images.count)")
    #expect(moved > 0, "seed \(seed)")
  }

  @Test(arguments: Seeds.first(20))
  func `no host is crowded, and none is empty`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let hosts = hosts(10, &random)
    var loads: [HostName: Int] = [:]
    for image in images(1000) {
      for host in Spread.choose(1, of: hosts, for: image) { loads[host, default: 0] += 1 }
    }
    #expect(hosts.allSatisfy { (50...160).contains(loads[$0] ?? 0) }, "seed \(seed): \(loads)")
  }

  @Test func `the choice is the same on every machine`() {
    let hosts = ["a", "b", "c", "d", "e"].map { HostName(stringLiteral: $0) }
    let chosen = ["web", "dns", "mail"].map {
      Spread.choose(2, of: hosts, for: ImageName(stringLiteral: $0)).map(\.text)
    }
    #expect(chosen == Self.known)
  }

  private static let known = [["b", "d"], ["d", "e"], ["a", "d"]]
}

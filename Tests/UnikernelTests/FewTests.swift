import TestSupport
import Testing
import Unikernel

/// A `Few` is a set, however few or many it has.
@Suite struct FewTests {
  @Test(arguments: Seeds.first(200))
  func `has the members of a set, whatever was put in and how`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var few: Few<Int> = []
    var set: Set<Int> = []
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        Int.random(in: 0..<40, using: &random)
      }
      few.formUnion(values)
      set.formUnion(values)
      #expect(few.count == set.count && Set(few) == set, "seed \(seed)")
    }
    #expect((0..<40).allSatisfy { few.contains($0) == set.contains($0) }, "seed \(seed)")
    let shuffled = Few(set.shuffled(using: &random))
    #expect(shuffled == few && shuffled.hashValue == few.hashValue, "seed \(seed)")
    var larger = shuffled
    larger.insert(40)
    #expect(larger != few, "seed \(seed)")
    if let member = set.first {
      #expect(Few(set.subtracting([member]).union([41])) != few, "seed \(seed)")
    }
  }
}

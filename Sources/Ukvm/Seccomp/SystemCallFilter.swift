/// A seccomp program: what no rule allows ends the whole process.
package struct SystemCallFilter: Equatable, Sendable {
  /// `SECCOMP_RET_ALLOW`.
  package static let allow: UInt32 = 0x7fff_0000
  /// `SECCOMP_RET_KILL_PROCESS`.
  package static let killProcess: UInt32 = 0x8000_0000
  /// The kernel takes no longer program.
  package static let instructionsMax = 4096

  /// The program, first instruction first.
  package let instructions: [FilterInstruction]

  /// Compiles `rules`; each is a block of its own, tried in order.
  package init(_ rules: [SystemCallRule]) {
    // struct seccomp_data: number at 0, architecture at 4, arguments from 16 on.
    var program: [FilterInstruction] = [
      .load(4), .ifEqual(0xc000_003e, then: 1, else: 0), .give(Self.killProcess),
      .load(0), .ifAtLeast(0x4000_0000, then: 0, else: 1), .give(Self.killProcess),
    ]
    for rule in rules {
      var remaining = rule.conditions.reduce(0) { $0 + Self.size(of: $1) }
      program += [.load(0), .ifEqual(rule.number, then: 0, else: UInt8(remaining + 1))]
      for condition in rule.conditions {
        remaining -= Self.size(of: condition)
        program += Self.instructions(of: condition, failing: UInt8(remaining + 1))
      }
      program.append(.give(Self.allow))
    }
    program.append(.give(Self.killProcess))
    precondition(program.count <= Self.instructionsMax)
    instructions = program
  }

  private static func size(of condition: SystemCallRule.Condition) -> Int {
    switch condition {
    case .equalLow: 2
    case .equal, .clear: 4
    case .atMost: 5
    }
  }

  /// `distance`: how many instructions to skip after the last one here when the condition fails.
  private static func instructions(
    of condition: SystemCallRule.Condition, failing distance: UInt8
  ) -> [FilterInstruction] {
    func low(_ argument: Int) -> FilterInstruction { .load(16 + 8 * argument) }
    func high(_ argument: Int) -> FilterInstruction { .load(20 + 8 * argument) }
    switch condition {
    case .equalLow(let argument, let value):
      return [low(argument), .ifEqual(value, then: 0, else: distance)]
    case .equal(let argument, let value):
      return [
        low(argument), .ifEqual(UInt32(truncatingIfNeeded: value), then: 0, else: distance + 2),
        high(argument), .ifEqual(UInt32(value >> 32), then: 0, else: distance),
      ]
    case .atMost(let argument, let value):
      return [
        high(argument), .ifGreater(UInt32(value >> 32), then: distance + 3, else: 0),
        .ifEqual(UInt32(value >> 32), then: 0, else: 2),
        low(argument), .ifGreater(UInt32(truncatingIfNeeded: value), then: distance, else: 0),
      ]
    case .clear(let argument, let mask):
      return [
        low(argument), .ifAnyBit(UInt32(truncatingIfNeeded: mask), then: distance + 2, else: 0),
        high(argument), .ifAnyBit(UInt32(mask >> 32), then: distance, else: 0),
      ]
    }
  }
}

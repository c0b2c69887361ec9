import Ukvm

/// An interpreter of socket filters, as the kernel runs them over a frame.
enum FilterMachine {
  /// What the program gives: 0 for a frame that is dropped, also because a load was out of bounds;
  /// `nil` for a program that the kernel would not take.
  static func run(_ program: [FilterInstruction], over frame: [UInt8]) -> UInt32? {
    var (accumulator, index): (UInt32, UInt32) = (0, 0)
    var at = 0
    func load(_ place: UInt32, _ count: UInt32) -> UInt32? {
      guard Int(place) + Int(count) <= frame.count else { return nil }
      return frame[Int(place)..<Int(place + count)].reduce(0) { $0 << 8 | UInt32($1) }
    }
    while program.indices.contains(at) {
      let instruction = program[at]
      let operand = instruction.operand
      at += 1
      var loaded: UInt32?
      switch instruction.code {
      case 0x20: loaded = load(operand, 4)
      case 0x28: loaded = load(operand, 2)
      case 0x30: loaded = load(operand, 1)
      case 0x48: loaded = load(index + operand, 2)
      case 0x50: loaded = load(index + operand, 1)
      case 0x01:
        index = operand
        continue
      case 0xb1:
        guard let byte = load(operand, 1) else { return 0 }
        index = 4 * (byte & 0xf)
        continue
      case 0x05:
        at += Int(operand)
        continue
      case 0x06: return operand
      default:
        guard let holds = test(instruction, accumulator) else { return nil }
        at += Int(holds ? instruction.ifTrue : instruction.ifFalse)
        continue
      }
      guard let loaded else { return 0 }
      accumulator = loaded
    }
    return nil
  }

  private static func test(_ instruction: FilterInstruction, _ value: UInt32) -> Bool? {
    switch instruction.code {
    case 0x15: value == instruction.operand
    case 0x25: value > instruction.operand
    case 0x35: value >= instruction.operand
    case 0x45: value & instruction.operand != 0
    default: nil
    }
  }
}

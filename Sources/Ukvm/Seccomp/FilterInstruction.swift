/// One instruction of classic BPF, as the kernel's `sock_filter`.
package struct FilterInstruction: Equatable, Sendable {
  /// What to do, with `BPF_…` class, size and mode.
  package let code: UInt16
  /// Instructions to skip when the test holds.
  package let ifTrue: UInt8
  /// Instructions to skip when it does not.
  package let ifFalse: UInt8
  /// The constant that the instruction works with.
  package let operand: UInt32

  static func load(_ offset: Int) -> Self { .init(0x20, UInt32(offset)) }
  static func loadHalf(_ offset: UInt32) -> Self { .init(0x28, offset) }
  static func loadByte(_ offset: UInt32) -> Self { .init(0x30, offset) }
  static func loadHalfIndexed(_ offset: UInt32) -> Self { .init(0x48, offset) }
  static func loadByteIndexed(_ offset: UInt32) -> Self { .init(0x50, offset) }
  static func index(_ value: UInt32) -> Self { .init(0x01, value) }
  /// Four times the low half of a byte: the length of the IPv4 header that begins there.
  static func indexByHeaderLength(_ offset: UInt32) -> Self { .init(0xb1, offset) }
  static func jump(_ distance: Int) -> Self { .init(0x05, UInt32(distance)) }
  static func give(_ action: UInt32) -> Self { .init(0x06, action) }
  static func ifEqual(_ value: UInt32, then: UInt8, else other: UInt8) -> Self {
    .init(0x15, value, then, other)
  }
  static func ifGreater(_ value: UInt32, then: UInt8, else other: UInt8) -> Self {
    .init(0x25, value, then, other)
  }
  static func ifAtLeast(_ value: UInt32, then: UInt8, else other: UInt8) -> Self {
    .init(0x35, value, then, other)
  }
  static func ifAnyBit(_ mask: UInt32, then: UInt8, else other: UInt8) -> Self {
    .init(0x45, mask, then, other)
  }

  private init(_ code: UInt16, _ operand: UInt32, _ ifTrue: UInt8 = 0, _ ifFalse: UInt8 = 0) {
    self.code = code
    self.operand = operand
    self.ifTrue = ifTrue
    self.ifFalse = ifFalse
  }
}

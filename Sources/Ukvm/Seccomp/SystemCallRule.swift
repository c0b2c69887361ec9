/// One way in which a system call is allowed: its number, and what its arguments must be.
package struct SystemCallRule: Equatable, Sendable {
  /// A condition on one 64-bit argument, counted from 0.
  package enum Condition: Equatable, Sendable {
    case equal(argument: Int, UInt64)
    /// The kernel takes the argument as an `int`: what a C compiler leaves above it is no matter.
    case equalLow(argument: Int, UInt32)
    /// Unsigned.
    case atMost(argument: Int, UInt64)
    /// The bits of the mask must be zero.
    case clear(argument: Int, mask: UInt64)
  }

  /// The call, by its number on x86-64.
  package let number: UInt32
  /// What all has to hold.
  package let conditions: [Condition]

  /// Allows call `number` where all `conditions` hold.
  package init(_ number: Int, _ conditions: Condition...) {
    self.number = UInt32(number)
    self.conditions = conditions
  }
}

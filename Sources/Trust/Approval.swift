/// Who signed a commit of policy, and how many had to sign.
package struct Approval: Hashable, Sendable {
  /// Of a commit that nobody has to sign.
  static let free = Approval(people: [], required: 0, isEnough: true)

  /// The names of each person.
  package let people: [[String]]
  /// How many of those who may had to sign; 0 where nobody has to.
  package let required: Int
  /// Whether those who may sign what it changes did: not every person who signed is one of them.
  package let isEnough: Bool
}

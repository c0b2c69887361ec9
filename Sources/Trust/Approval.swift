/// Who signed a commit of policy, and how many had to.
package struct Approval: Hashable, Sendable {
  /// The names of each person.
  package let people: [[String]]
  /// How many of those who may had to sign; 0 where nobody has to.
  package let required: Int
}

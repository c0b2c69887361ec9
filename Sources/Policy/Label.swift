/// One label with its value.
struct Label: Hashable, Sendable {
  let key: String
  let value: String
}

import Planning

/// An image of the policy in force: its bytes, and how it is run.
struct ImageInForce: Hashable, Sendable {
  let built: BuiltImage
  let deployment: Deployment
}

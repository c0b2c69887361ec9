import Planning
import Policy
import Vocabulary

/// An image of the policy in force: its bytes, how it is run, and how it comes to be run.
struct ImageInForce: Hashable, Sendable {
  let built: BuiltImage
  let deployment: Deployment
  let rules: RolloutRules

  init(_ built: BuiltImage, as planned: PlannedImage) {
    self.built = built
    deployment = planned.deployment
    rules = planned.document.rollout
  }
}

import Vocabulary

/// The schema of Merlon's own predicate: what happened to instances, and to the fleet.
enum DeploymentSchema {
  static let predicate = Form.any(
    "https://merlon.dev/attestation/deployment/v1: verbs as in CDEvents where it has one.",
    [instance, transition, keys, order, refusedOrder])

  private static let common: [String: JSON] = [
    "revision": Form.descriptor, "time": Form.instant("When it happened."),
    "detail": Form.text("One sentence for people; may be empty."),
  ]

  private static let instance = Form.object(
    "Something that happened to an instance of the image that is the subject.",
    required: common.merging([
      "event": Form.choice(DeploymentEvent.Kind.allCases.map(\.rawValue)),
      "host": Form.text("The host."), "instance": Form.text("The instance on that host."),
    ]) { $1 },
    optional: ["details": Form.object("What else there is to say.")])

  private static func fleet(_ kinds: [FleetEvent.Kind], _ details: JSON) -> JSON {
    Form.object(
      "Something that happened to the fleet; the subject is the policy commit.",
      required: common.merging([
        "event": Form.choice(kinds.map(\.rawValue)),
        "actor": Form.text("Who wanted it; empty if nobody is known."),
      ]) { $1 },
      optional: ["details": details])
  }

  private static let transition = fleet(
    [.transitioned],
    Form.object(
      "A move of the policy that is not one commit after the other.",
      required: ["from": Form.commit("The policy commit before.")]))

  private static let keys = fleet(
    [.keysChanged],
    Form.object(
      "Lines of allowed_signers.",
      required: [
        "added": Form.list(Form.text("A line that is new.")),
        "removed": Form.list(Form.text("A line that is gone.")),
      ]))

  private static let order = fleet(StandingOrder.Kind.allCases.map(\.event), orderDetails([:]))

  private static let refusedOrder = fleet(
    [.orderRefused],
    orderDetails(["order": Form.choice(StandingOrder.Kind.allCases.map(\.rawValue))]))

  private static func orderDetails(_ required: [String: JSON]) -> JSON {
    Form.object(
      "Which images an order means, until when, what it is about, and who signed it.",
      required: required,
      optional: [
        "images": Form.list(Form.text("An image; all of them when the list is absent.")),
        "until": Form.instant("When it ends by itself."),
        "to": Form.commit("The commit whose version an image goes back to."),
        "digest": Form.text("The bytes that are not tried again."),
        "signed": Form.object(
          "The order as a person signed it, with a key that may sign policy.",
          required: [
            "statement": Form.text("The bytes that were signed, a statement, in base 64."),
            "signature": Form.text("An SSH signature of namespace git, armoured."),
          ]),
      ])
  }
}

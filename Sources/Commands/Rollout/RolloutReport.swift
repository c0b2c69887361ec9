import Attestation
import Reconciler
import Vocabulary

/// How far a rollout has come: schema `https://merlon.dev/schema/rollout/v1`.
struct RolloutReport {
  /// One image.
  struct Image {
    let name: ImageName
    let wanted: Int
    let enforcing: Int
    let orders: [StandingOrder]
    let instances: [InstanceState]

    /// The state in a word: the strongest order, or how far it has come.
    var state: String {
      let kinds = Set(orders.map(\.kind))
      let named: [StandingOrder.Kind] = [.suspended, .paused, .undone, .quarantined]
      if let kind = named.first(where: kinds.contains) { return kind.rawValue }
      return enforcing == wanted ? "enforced" : "rolling"
    }
  }

  let status: FleetStatus
  let images: [Image]

  init(_ status: FleetStatus) {
    self.status = status
    images = Dictionary(grouping: status.instances, by: \.image).sorted { $0.key < $1.key }
      .map { name, instances in
        let seats = Dictionary(grouping: instances.filter(\.isWanted), by: \.host)
        return Image(
          name: name, wanted: seats.count,
          enforcing: seats.values.count { $0.contains(where: \.isInSync) },
          orders: status.orders.filter { $0.image == nil || $0.image == name },
          instances: instances)
      }
  }

  var lines: [String] {
    var table = Table("IMAGE", "ENFORCED", "STATE", "SINCE", "BY", "REASON")
    for image in images {
      let order = image.orders.first { $0.kind.rawValue == image.state }
      table.add(
        image.name.text, "\(image.enforcing)/\(image.wanted)", image.state,
        order?.time.toTheSecond ?? "-",
        order.map { Printable.text($0.actor) } ?? "-",
        order.map { Printable.text($0.reason) + Self.end(of: $0) } ?? "-")
    }
    let inForce = status.inForce.map { "\($0.commit.short)  \($0.subject)" } ?? "nothing yet"
    return ["in force  \(inForce)"] + table.lines
      + status.unreachable.sorted { $0.key < $1.key }.map {
        "\($0.key) cannot be reached: \($0.value)"
      }
  }

  private static func end(of order: StandingOrder) -> String {
    if let expires = order.expires { return " (until \(expires))" }
    return order.target.map { " (to \($0.short))" } ?? ""
  }

  var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/rollout/v1"),
      "inForce": status.inForce.map { .string($0.commit.hex) } ?? .null,
      "inSync": .boolean(status.isInSync),
      "images": .array(
        images.map { image in
          .object([
            "image": .string(image.name.text), "wanted": .integer(image.wanted),
            "enforcing": .integer(image.enforcing), "state": .string(image.state),
            "orders": .array(image.orders.map(Self.json)),
            "instances": .array(
              image.instances.map { instance in
                .object([
                  "host": .string(instance.host.text), "state": .string(instance.state),
                  "digest": instance.digest.map { .string($0.description) } ?? .null,
                  "revision": instance.revision.map { .string($0.hex) } ?? .null,
                  "inSync": .boolean(instance.isInSync),
                ])
              }),
          ])
        }),
      "unreachable": .object(
        Dictionary(
          uniqueKeysWithValues: status.unreachable.map { ($0.key.text, .string($0.value)) })),
    ])
  }

  private static func json(_ order: StandingOrder) -> JSON {
    .object([
      "order": .string(order.kind.rawValue), "actor": .string(order.actor),
      "reason": .string(order.reason), "time": .string(order.time.description),
      "expires": order.expires.map { .string($0.description) } ?? .null,
      "target": order.target.map { .string($0.hex) } ?? .null,
      "isSigned": .boolean(order.signed != nil),
    ])
  }
}

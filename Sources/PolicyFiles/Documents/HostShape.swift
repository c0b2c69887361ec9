import Policy
import Vocabulary

/// `kind: Host`.
enum HostShape {
  static let document = DocumentShape.document(
    "Host", "A machine that runs images.", metadata: .metadata(), spec: spec
  ) { metadata, agent, location in
    Host(name: metadata.name, labels: metadata.labels, agent: agent, location: location)
  }

  private static let spec: Kind<AgentAddress?> = .mapping(
    .optional(
      "agent", .text(.agent),
      "Where the host's agent is, when its state is not beside the repository: its unix socket, or "
        + "ssh://[USER@]HOST[:PORT]/STATE, the machine and folder of `merlon host run --state`.")
  ) { _, agent in .some(agent) }
}

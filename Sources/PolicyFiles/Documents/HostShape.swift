import Policy
import Vocabulary

/// `kind: Host`.
enum HostShape {
  static let document = DocumentShape.document(
    "Host", "A machine that runs images.", metadata: .metadata(), spec: spec
  ) { metadata, socket, location in
    Host(name: metadata.name, labels: metadata.labels, socket: socket, location: location)
  }

  private static let spec: Kind<String?> = .mapping(
    .optional(
      "socket", .text(.socket),
      "The unix socket of the host's agent, when its state is not beside the repository.")
  ) { _, socket in .some(socket) }
}

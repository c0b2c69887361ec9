import Policy
import Vocabulary

/// Decodes `kind: Host`.
enum HostDecoder {
  static func decode(_ header: Header) -> Host? {
    let spec = header.spec
    defer { spec.finish() }
    let name: HostName? = spec.name(header.name.text, at: header.name.location)
    let member = spec.optional("socket")
    let socket = spec.string(member)
    if let member, let socket, !socket.hasPrefix("/") {
      spec.problems.note(
        at: member.value.location, "the socket of a host's agent must be an absolute path",
        hint: "leave it out for an agent that keeps its state beside the repository")
    }
    guard let name else { return nil }
    return Host(name: name, labels: header.labels, socket: socket, location: header.location)
  }
}

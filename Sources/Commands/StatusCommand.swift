import ArgumentParser
import HostLink
import Reconciler
import Vocabulary

/// `merlon status`: policy beside what hosts run.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Compare the policy in force with what the hosts run.",
    discussion: """
      Exits 1 when they differ.

      EXAMPLES
        merlon status
        merlon status --output json
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text or json.") var output = OutputFormat.text

  func run() async throws {
    let status = try repository.open().fleetStatus()
    if output == .json { Terminal().say(Self.json(status).indented) } else { write(status) }
    if !status.isInSync { throw Failure.negative }
  }

  private func write(_ status: FleetStatus) {
    let terminal = Terminal()
    terminal.say("head      \(status.head.commit.short)  \(status.head.subject)")
    let inForce = status.inForce.map { "\($0.commit.short)  \($0.subject)" } ?? "nothing yet"
    terminal.say("in force  \(inForce)")
    if status.pending > 0 { terminal.say("pending   \(status.pending) without a verdict") }
    var table = Table("HOST", "IMAGE", "STATE", "DIGEST", "REVISION", "PROBES", "MEMORY", "SINCE")
    for instance in status.instances {
      table.add(
        instance.host.text, instance.image.text, instance.state, instance.digest?.short ?? "-",
        instance.revision.map { String($0.short.prefix(7)) } ?? "-",
        instance.probeCount == 0 ? "-" : "\(instance.probesPassed)/\(instance.probeCount)",
        instance.memoryKiB.map { "\($0 / 1024)MiB" } ?? "-",
        instance.since?.toTheSecond ?? "-")
    }
    for line in table.lines { terminal.say(line) }
    for (host, reason) in status.unreachable.sorted(by: { $0.key < $1.key }) {
      terminal.say("\(host) cannot be reached: \(reason)")
    }
    terminal.say(
      status.isInSync
        ? terminal.styled("in sync", .good) : terminal.styled("differs", .bad))
  }

  private static func json(_ status: FleetStatus) -> JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/status/v1"),
      "head": .string(status.head.commit.hex),
      "inForce": status.inForce.map { .string($0.commit.hex) } ?? .null,
      "pending": .integer(status.pending), "inSync": .boolean(status.isInSync),
      "instances": .array(status.instances.map(json)),
      "unreachable": .object(
        Dictionary(
          uniqueKeysWithValues: status.unreachable.map { ($0.key.text, .string($0.value)) })),
    ])
  }

  private static func json(_ instance: InstanceState) -> JSON {
    .object([
      "host": .string(instance.host.text), "image": .string(instance.image.text),
      "wanted": .boolean(instance.isWanted), "state": .string(instance.state),
      "digest": instance.digest.map { .string($0.description) } ?? .null,
      "revision": instance.revision.map { .string($0.hex) } ?? .null,
      "since": instance.since.map { .string($0.description) } ?? .null,
      "probesPassed": .integer(instance.probesPassed), "probes": .integer(instance.probeCount),
      "memoryKiB": instance.memoryKiB.map(JSON.integer) ?? .null,
      "cpuMilliseconds": instance.cpuMilliseconds.map(JSON.integer) ?? .null,
      "answers": instance.answers.map { .integer($0.all) } ?? .null,
      "serverErrors": instance.answers.map { .integer($0.serverErrors) } ?? .null,
      "inSync": .boolean(instance.isInSync),
    ])
  }
}

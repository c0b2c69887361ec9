import CLoadClient
import Glibc

/// What the client in C measures, in terms of contenders.
enum Client {
  /// A request for the resource that alice may see.
  static func request(_ contender: Contender) -> String {
    "GET \(ImageWorks.path) HTTP/1.1\r\nHost: \(contender.address)\r\n"
      + "Authorization: \(Mechanisms.credentials)\r\n\r\n"
  }

  /// The moment of the first answer to somebody unknown, in microseconds of `Stopwatch.now`.
  ///
  /// A refusal is an answer, too: verifying a password takes as long as its verifier says.
  static func firstAnswer(of contender: Contender) throws -> Int {
    let request = "GET \(ImageWorks.path) HTTP/1.1\r\nHost: \(contender.address)\r\n\r\n"
    return Int(try ask(contender, request, anyStatus: true) / 1000)
  }

  /// Waits until alice's password is verified: once, here, and not under load.
  static func beAdmitted(by contender: Contender) throws {
    _ = try ask(contender, request(contender), anyStatus: false)
  }

  private static func ask(
    _ contender: Contender, _ request: String, anyStatus: Bool
  ) throws -> Int64 {
    let time = merlon_first_answer(
      contender.address, Int32(contender.port), contender.isEncrypted, anyStatus, request, 20_000)
    guard time > 0 else {
      throw Failure("\(contender.name) did not answer within 20 s; its complaints are above")
    }
    return time
  }

  /// Handshakes a second, and the part of one processor that the server and this client took.
  static func handshakes(
    with contender: Contender, resumed: Bool, seconds: Int
  ) throws -> (rate: Double, server: Double, client: Double) {
    var tally = handshake_tally()
    let (server, own) = (try contender.process, getpid())
    let before = try (ProcessTree.seconds(below: server), ProcessTree.ownSeconds(of: own))
    let watch = Stopwatch()
    let isWell = merlon_handshakes(
      contender.address, Int32(contender.port), 16, Int32(seconds * 1000), resumed, &tally)
    let took = watch.milliseconds / 1000
    let after = try (ProcessTree.seconds(below: server), ProcessTree.ownSeconds(of: own))
    guard isWell, tally.failed == 0, !resumed || tally.resumed > tally.completed / 2 else {
      throw Failure(
        "\(contender.name): of \(tally.completed) handshakes \(tally.resumed) were resumed, "
          + "\(tally.failed) failed")
    }
    return (
      Double(tally.completed) / took, (after.0 - before.0) / took, (after.1 - before.1) / took
    )
  }
}

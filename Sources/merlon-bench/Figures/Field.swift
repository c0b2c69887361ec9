/// Everything that is measured, made ready: images, links, servers.
final class Field {
  let works: ImageWorks
  let wrk: Wrk
  let contenders: [Contender]

  /// Builds the images and makes a link for each contender that `figures` need; starts none.
  init(peers: Bool, figures: [FigureName]) throws {
    works = try ImageWorks()
    wrk = try Wrk()
    try Certificate.make()
    var contenders: [Contender] = []
    for kind in ContenderKind.allCases where kind.isUnikernel || peers {
      for isEncrypted in [false, true]
      where figures.contains(where: { $0.needs(isEncrypted: isEncrypted) }) {
        let link = Link(number: contenders.count + 1)
        let words =
          kind.isUnikernel
          ? try Self.unikernel(kind, isEncrypted, link, works)
          : try Peer(kind: kind, isEncrypted: isEncrypted, link: link).prepare()
        contenders.append(Contender(kind, isEncrypted: isEncrypted, link: link, words: words))
      }
    }
    self.contenders = contenders
  }

  /// The contender of a kind.
  func contender(_ kind: ContenderKind, isEncrypted: Bool) throws -> Contender {
    guard let found = contenders.first(where: { $0.kind == kind && $0.isEncrypted == isEncrypted })
    else { throw Failure("\(kind.rawValue) does not take part") }
    return found
  }

  /// Runs `body` while all of `some` serve.
  func serving(_ some: [Contender], _ body: () throws -> Void) throws {
    defer { for one in some { one.stop() } }
    for one in some {
      try one.start()
      try Client.beAdmitted(by: one)
    }
    try body()
  }

  private static func unikernel(
    _ kind: ContenderKind, _ isEncrypted: Bool, _ link: Link, _ works: ImageWorks
  ) throws -> [String] {
    try works.write(
      mechanisms: kind == .secured ? Mechanisms.usual : 0, isEncrypted: isEncrypted)
    let image = try works.build(to: "contender-\(link.number)").file
    let secrets = isEncrypted ? ["--block-readonly:secrets=\(Certificate.device)"] : []
    let monitor = ["merlon-ukvm", "--mem=64"] + secrets
    guard Needs.hasTap else {
      let forward = "tcp:127.0.0.1:\(8000 + link.number):\(isEncrypted ? 443 : 80)"
      return monitor + ["--net:service=user", "--forward:service=\(forward)", "--", image]
    }
    try link.makeTap()
    return monitor + [
      "--net:service=\(link.tap)", "--net-mac:service=\(link.hardware)", "--", image,
      "--ipv4=\(link.server)/24", "--ipv4-gateway=\(link.client)",
    ]
  }
}

import Foundation

/// A server of Debian's, as a plain process or in a container.
struct Peer {
  let kind: ContenderKind
  let isEncrypted: Bool
  let link: Link

  /// Writes its files and tells how it is started.
  func prepare() throws -> [String] {
    let folder = PeerSettings.folder(link.number)
    let settings =
      kind.isNginx
      ? PeerSettings.nginx(folder, isEncrypted: isEncrypted)
      : PeerSettings.apache(folder, isEncrypted: isEncrypted)
    let name = "peer-\(link.number)"
    try Room.write(ImageWorks.content, to: name + "/site" + ImageWorks.path)
    try Room.write("text/plain txt\n", to: name + "/mime.types")
    let file = try Room.write(settings, to: name + "/server.conf")
    for secret in [Certificate.key, Certificate.chain] {
      try Tool.run(["cp", secret, folder + "/"])
    }
    try Tool.run(["chmod", "-R", "a+rX", folder])
    try link.makePeer()
    let server =
      kind.isNginx
      ? ["/usr/sbin/nginx", "-e", folder + "/error.log", "-c", file]
      : ["/usr/sbin/apache2", "-f", file, "-D", "FOREGROUND"]
    if kind.isContainer { return try Container(name: name, link: link).prepare(server) }
    return ["ip", "netns", "exec", link.peer] + server
  }
}

import Foundation
import Vocabulary

/// A container that crun runs: a root folder of what one server needs, and nothing else.
///
/// Namespaces, capabilities and read-only root are those that container engines choose; control
/// groups and a filter of system calls are left out, which favours the container.
struct Container {
  let name: String
  let link: Link

  /// Makes root folder and bundle for a server, and tells how it is started.
  func prepare(_ server: [String]) throws -> [String] {
    let bundle = "\(Room.folder)/container-\(link.number)"
    let folder = PeerSettings.folder(link.number)
    let root = bundle + "/rootfs"
    for path in ["proc", "dev", "tmp", "run", String(folder.dropFirst())] {
      try FileManager.default.createDirectory(
        atPath: "\(root)/\(path)", withIntermediateDirectories: true)
    }
    try Tool.run(["cp", "-d", "--parents"] + files(of: server[0]) + [root])
    for link in ["bin", "lib", "lib64", "sbin"] {
      try? FileManager.default.createSymbolicLink(
        atPath: "\(root)/\(link)", withDestinationPath: "usr/" + link)
    }
    try Room.write(
      configuration(server, mounting: folder).indented, to: "container-\(link.number)/config.json")
    return ["crun", "--cgroup-manager=disabled", "run", "--bundle", bundle, name]
  }

  /// The program, its modules, the libraries that the linker names for either, and the accounts.
  private func files(of program: String) throws -> [String] {
    let package = program.hasSuffix("nginx") ? ["nginx"] : ["apache2-bin"]
    let owned = try Tool.run(["dpkg", "-L"] + package).split(separator: "\n").map(String.init)
      .filter { $0 == program || $0.hasSuffix(".so") }
    var wanted = Set(owned + ["/etc/passwd", "/etc/group"])
    for file in owned {
      // A line is `name => /path (address)`, or `/path (address)`.
      for line in try Tool.run(["ldd", file]).split(separator: "\n") {
        guard
          let path = line.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("/") })
        else {
          continue
        }
        let library = URL(filePath: String(path))
        wanted.insert(library.resolvingSymlinksInPath().path)
        wanted.insert(Self.merged(library.path))
      }
    }
    return wanted.sorted()
  }

  /// Debian's /lib is /usr/lib.
  private static func merged(_ path: String) -> String {
    path.hasPrefix("/lib") ? "/usr" + path : path
  }

  private func configuration(_ server: [String], mounting folder: String) -> JSON {
    let capabilities = JSON.array(
      ["CAP_SETUID", "CAP_SETGID", "CAP_NET_BIND_SERVICE", "CAP_CHOWN", "CAP_DAC_OVERRIDE"]
        .map { .string($0) })
    func mount(_ place: String, _ type: String, _ source: String, _ options: [String]) -> JSON {
      .object([
        "destination": .string(place), "type": .string(type), "source": .string(source),
        "options": .array(options.map { .string($0) }),
      ])
    }
    return .object([
      "ociVersion": .string("1.0.2"), "hostname": .string(name),
      "root": .object(["path": .string("rootfs"), "readonly": .boolean(true)]),
      "process": .object([
        "terminal": .boolean(false), "cwd": .string("/"),
        "user": .object(["uid": .integer(0), "gid": .integer(0)]),
        "args": .array(server.map { .string($0) }),
        "env": .array([.string("PATH=/usr/sbin:/usr/bin")]), "noNewPrivileges": .boolean(true),
        "capabilities": .object([
          "bounding": capabilities, "effective": capabilities, "permitted": capabilities,
        ]),
      ]),
      "mounts": .array([
        mount("/proc", "proc", "proc", []),
        mount("/dev", "tmpfs", "tmpfs", ["nosuid", "mode=755", "size=65536k"]),
        mount("/tmp", "tmpfs", "tmpfs", ["nosuid", "nodev"]),
        mount(folder, "bind", folder, ["rbind", "rw"]),
      ]),
      "linux": .object([
        "namespaces": .array(
          ["pid", "ipc", "uts", "mount"].map { .object(["type": .string($0)]) }
            + [
              .object([
                "type": .string("network"), "path": .string("/run/netns/\(link.peer)"),
              ])
            ])
      ]),
    ])
  }
}

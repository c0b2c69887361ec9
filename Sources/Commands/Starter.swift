/// The files of a new policy repository: a fleet with one image on one host, and no requirement.
struct Starter {
  /// The host that the new fleet runs on: this machine.
  static let host = "local"
  let fleet: String
  let port: Int
  /// The lines of `allowed_signers`: the keys of the controller and the host, and that of the first
  /// person.
  let signers: [String]

  /// The files by path.
  var files: NewFiles {
    NewFiles(files: [
      (".merlon/allowed_signers", signers.map { $0 + "\n" }.joined()),
      ("merlon.yaml", merlon), ("hosts/\(Self.host).yaml", local), ("images/web.yaml", image),
      ("site/index.html", "<!doctype html><title>\(fleet)</title><h1>\(fleet)</h1>\n"),
      ("site/admin/index.html", "<!doctype html><title>admin</title><h1>admin</h1>\n"),
    ])
  }

  private var merlon: String {
    """
    # What holds for the whole repository.
    apiVersion: merlon.dev/v1
    kind: Fleet
    metadata: {name: \(fleet)}
    spec:
      catalogs:
        - {name: applications}
        - {name: mechanisms}

    """
  }

  private var local: String {
    """
    # A machine that runs images: start `merlon host run local` on it.
    apiVersion: merlon.dev/v1
    kind: Host
    metadata: {name: local}
    spec: {}

    """
  }

  private var image: String {
    """
    # A unikernel: the modules that it is made of, and where it runs.
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata: {name: web, labels: {exposure: public}}
    spec:
      modules:
        http-server: {port: 80}
        static-site: {root: site/}
      target: spt
      memory: 16MiB
      ports: [{port: 80, hostPort: \(port)}]

    """
  }
}

import Vocabulary

/// The files of a new mechanism: one that refuses requests for long targets, to be made into what
/// somebody needs.
struct ModuleStarter {
  let name: ModuleName

  /// The files by path.
  var files: NewFiles {
    NewFiles(files: [
      ("module.yaml", manifest), ("\(name).swift", hook), ("Decision.swift", decision),
      ("test/main.swift", tests), ("test/run", runner),
    ])
  }

  /// The C function that fills the hook.
  private var function: String {
    name.text.map { $0 == "-" ? "_" : String($0) }.joined() + "_http_request"
  }

  private var manifest: String {
    """
    # A security mechanism: what it asks for, what its users may choose, which hooks it fills.
    apiVersion: merlon.dev/v1
    kind: Module
    metadata: {name: \(name), version: 0.1.0}
    spec:
      role: mechanism
      doc: Refuses (414) requests whose target, query included, is longer than `bytes`.
      requires: [http-server]
      options:
        # Of two requirements the stricter one counts.
        bytes: {type: integer, default: 256, merge: min, doc: Bytes that a target may have.}
      sources: [\(name).swift, Decision.swift]
      fills:
        # Below 100: before anybody is authenticated.
        - {hook: http.request, function: \(function), order: 90}

    """
  }

  private var hook: String {
    """
    // What the image calls for each request before it is answered; `http-server.h` says what it may
    // read. Options are constants that are compiled in.

    /// Judges one request: 0 lets it pass, any other value is the status that refuses it.
    @c(\(function))
    public func judge(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
      let isRefused = isTooLong(request.pointee.target.length, limit: Int(MERLON_OPTION_BYTES))
      return isRefused ? 414 : 0
    }

    """
  }

  private var decision: String {
    """
    // The decision by itself, which knows nothing of C or of images: `test/run` tries it on the host.

    /// Tells whether a target of so many bytes is to be refused.
    func isTooLong(_ byteCount: Int, limit: Int) -> Bool { byteCount > limit }

    """
  }

  private var tests: String {
    """
    // Runs on the host: `test/run`.

    precondition(!isTooLong(0, limit: 256))
    precondition(!isTooLong(256, limit: 256))
    precondition(isTooLong(257, limit: 256))
    print("\(name): ok")

    """
  }

  private var runner: String {
    """
    #!/bin/sh
    # Compiles the decision with its tests for this machine, and runs them.
    set -eu
    cd "$(dirname "$0")/.."
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    swiftc -warnings-as-errors Decision.swift test/main.swift -o "$work/test"
    "$work/test"

    """
  }
}

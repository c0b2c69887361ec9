/// A hook: thin shell that calls `merlon`.
enum HookScript: String, CaseIterable {
  case preCommit = "pre-commit"
  case prePush = "pre-push"
  case update
  case postReceive = "post-receive"

  /// The hooks of a repository that people push to, or of one that they work in.
  static func all(onServer: Bool) -> [HookScript] {
    onServer ? [.update, .postReceive] : [.preCommit, .prePush]
  }

  /// The same on the first line of every hook of ours: what stands there may be replaced.
  static let mark = "# A hook of Merlon, written by `merlon hook install`."

  private var doc: String {
    switch self {
    case .preCommit:
      """
      # Lets no commit pass whose staged policy `merlon check` refuses. What is changed in the work
      # tree and not staged does not matter.
      """
    case .prePush:
      """
      # Lets no push of policy go out that the server's `update` hook would refuse.
      """
    case .update:
      """
      # Lets only commits of policy land that are signed and that `merlon check` accepts, and only
      # additions to the ledger that its writer has signed.
      """
    case .postReceive:
      """
      # Wakes the reconcilers that follow this repository: git config --add merlon.webhook URL
      """
    }
  }

  /// What it has `merlon` do.
  var command: String {
    switch self {
    case .preCommit: "check --staged"
    case .prePush: "hook pre-push \"$@\""
    case .update: "hook update \"$@\""
    case .postReceive: "hook post-receive"
    }
  }

  private var way: String {
    switch self {
    case .preCommit: "to commit unchecked this once: git commit --no-verify"
    case .prePush: "to push unchecked this once: git push --no-verify"
    case .update, .postReceive: "name it there: git config merlon.program /PATH/merlon"
    }
  }

  /// The whole file.
  var text: String {
    """
    #!/bin/sh
    \(Self.mark)
    \(doc)
    set -eu

    merlon=$(git config --get merlon.program || echo merlon)
    if ! command -v "$merlon" >/dev/null 2>&1; then
      # A check that is not there must not look like one that passed.
      echo '\(rawValue): refused: merlon is not in PATH, so that nothing could be checked' >&2
      echo 'hint: put it into PATH; \(way)' >&2
      exit 1
    fi
    exec "$merlon" \(command)

    """
  }
}

import ArgumentParser
import Disk
import Foundation
import GitStore
import Vocabulary
import Webhook

/// `merlon hook post-receive`: wakes the reconcilers that follow the repository.
///
/// One that works on the repository itself sees it move, and needs no call.
struct HookPostReceiveCommand: AsyncParsableCommand {
  private static let secretBytesMax = 4096

  static let configuration = CommandConfiguration(
    commandName: "post-receive",
    abstract: "Call the webhooks that the repository's configuration names.",
    discussion: """
      Each `merlon.webhook` is a URL http://HOST:PORT/; the file that `merlon.webhookSecret` names
      holds what authenticates the call. A push never fails because nobody listens.

      EXAMPLES
        git config --add merlon.webhook http://controller.internal:9090/
        git config merlon.webhookSecret /etc/merlon/webhook.secret
      """)

  @OptionGroup var repository: RepositoryOptions

  func run() async throws {
    var moves: [JSON] = []
    while let line = readLine() {
      let words = line.split(separator: " ").map { JSON.string(String($0)) }
      guard words.count == 3 else { continue }
      moves.append(.object(["before": words[0], "after": words[1], "ref": words[2]]))
    }
    let (urls, secretPath): ([String], String?)
    do throws(GitError) {
      let git = try Repository(openingAt: repository.repo)
      urls = try git.configurations("merlon.webhook")
      secretPath = try git.configuration("merlon.webhookSecret")
    } catch { throw Failure.cannotRun(error.description) }
    guard !urls.isEmpty else { return }
    let terminal = Terminal()
    guard let secretPath, let secret = Self.secret(at: secretPath) else {
      terminal.complain(
        "post-receive: nobody was woken: merlon.webhookSecret names no file with a secret")
      return
    }
    let body = Array(JSON.object(["moves": .array(moves)]).canonical.utf8)
    for url in urls {
      do throws(WebhookError) {
        try WebhookCall.send(body, to: url, secret: secret)
      } catch {
        terminal.complain("post-receive: \(Printable.text(error.description)); it polls anyway")
      }
    }
  }

  /// The secret in a file, without a line's end; `nil` if there is none.
  static func secret(at path: String) -> [UInt8]? {
    guard let bytes = try? DurableFile.read(path, atMost: secretBytesMax) else { return nil }
    let secret = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
    return secret.isEmpty ? nil : Array(secret)
  }
}

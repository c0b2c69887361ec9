import Disk
import Glibc
import Keys
import Subprocess
import SystemPackage
import Vocabulary

/// One signature of a person, made as git makes that of a commit: by ssh-keygen, which finds the
/// private half in its file or in ssh-agent and may ask at the terminal for a passphrase.
package struct SigningProcess: Sendable {
  /// Where the private half is.
  package enum Key: Sendable {
    /// In a file, or in ssh-agent if the file has the public half.
    case file(String)
    /// In ssh-agent, which holds it by this public half.
    case held(String)
  }

  private static let outputBytesMax = 1 << 14

  private let program: String
  private let folder: String

  /// Prepares one.
  ///
  /// - Parameters:
  ///   - program: What git is told to run; `nil` for ssh-keygen.
  ///   - folder: Where the public half of a key is written while ssh-keygen reads it.
  package init(program: String?, folder: String) {
    self.program = program ?? "ssh-keygen"
    self.folder = folder
  }

  /// Signs a message for git and returns the armour without a final newline.
  ///
  /// - Throws: What the program said.
  package func sign(_ message: [UInt8], with key: Key) async throws(SigningError) -> String {
    switch key {
    case .file(let path): return try await run(["-f", path], message)
    case .held(let text):
      let path = "\(folder)/signer-\(Hex.encode(RandomBytes.make(8))).pub"
      do throws(DiskError) {
        try DurableFile.create(Array((text + "\n").utf8), at: path, mode: 0o600)
      } catch { throw SigningError(words: error.description) }
      defer { unlink(path) }
      return try await run(["-f", path, "-U"], message)
    }
  }

  private func run(_ key: [String], _ message: [UInt8]) async throws(SigningError) -> String {
    do {
      let result = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(["-Y", "sign", "-n", "git"] + key), input: .array(message),
        output: .string(limit: Self.outputBytesMax), error: .string(limit: Self.outputBytesMax))
      guard result.terminationStatus == .exited(0) else {
        throw SigningError(words: GitEnvironment.words(of: result.standardError))
      }
      let output = result.standardOutput
      return String(output.reversed().drop { $0.isNewline }.reversed())
    } catch let error as SigningError {
      throw error
    } catch {
      throw SigningError(words: "\(program) cannot be run: \(error)")
    }
  }
}

/// Why nothing was signed.
package struct SigningError: Error, Hashable, Sendable {
  /// What the program said, or why it cannot be run.
  package let words: String
}

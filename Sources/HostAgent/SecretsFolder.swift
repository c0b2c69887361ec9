import Disk
import Glibc
package import Vocabulary

/// The folder of the host's keys: for the agent's user alone, or it is not used.
package struct SecretsFolder: Sendable {
  private static let bytesMax = 128 << 10
  /// A shared key has at least as many as the hash that it is used with.
  private static let keyBytes = 32...8192
  private static let othersMask: mode_t = 0o077

  /// Its path.
  package let path: String

  /// Names a folder.
  package init(path: String) { self.path = path }

  /// Reads `NAME.pem`: a certificate chain, leaf first, and its private key.
  package func secret(named name: SecretName) throws(HostAgentError) -> HostSecret {
    let file = "\(path)/\(name).pem"
    var bytes = try contents(
      of: "\(name).pem",
      whatToPut: "put the certificate chain, leaf first, and its private key there as PEM, in a "
        + "folder of mode 0700 and a file of mode 0600")
    defer { Self.wipe(&bytes) }
    guard let blocks = PEM.blocks(in: String(decoding: bytes, as: UTF8.self)) else {
      throw refuse(file, "is not PEM, or damaged")
    }
    let chain = blocks.filter { $0.label == "CERTIFICATE" }.map(\.bytes)
    let keys = blocks.filter { $0.label.hasSuffix("PRIVATE KEY") }
    guard !chain.isEmpty else {
      throw refuse(file, "has no certificate; put the chain before the key, leaf first")
    }
    guard keys.count == 1, let key = keys.first else {
      throw refuse(file, "has \(keys.count) private keys instead of one")
    }
    guard !key.label.contains("ENCRYPTED") else {
      throw refuse(file, "has a key under a password; the host has nobody to ask for it")
    }
    return HostSecret(name: name.text, key: key.bytes, chain: chain)
  }

  /// Reads `NAME.pem` as `secret` does, or returns `nil` when there is no such file.
  func secretIfThere(named name: SecretName) throws(HostAgentError) -> HostSecret? {
    access("\(path)/\(name).pem", F_OK) == 0 ? try secret(named: name) : nil
  }

  /// Reads `NAME.key`: a key that is shared with somebody, but for a line's end after it.
  package func key(named name: SecretName) throws(HostAgentError) -> HostSecret {
    let file = "\(name).key"
    var bytes = try contents(
      of: file,
      whatToPut: "put the shared key there, as `openssl rand -hex 32` makes one, in a folder of "
        + "mode 0700 and a file of mode 0600")
    defer { Self.wipe(&bytes) }
    let count = bytes.last == UInt8(ascii: "\n") ? bytes.count - 1 : bytes.count
    guard Self.keyBytes.contains(count) else {
      throw refuse(
        "\(path)/\(file)",
        "has \(count) bytes; a shared key has \(Self.keyBytes.lowerBound) to "
          + "\(Self.keyBytes.upperBound)")
    }
    return HostSecret(name: name.text, key: Array(bytes.prefix(count)), chain: [])
  }

  /// Overwrites bytes that were a secret.
  package static func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      explicit_bzero(start, buffer.count)
    }
  }

  /// Opens the folder once and the file below it, so that what is judged is what is read.
  private func contents(of file: String, whatToPut: String) throws(HostAgentError) -> [UInt8] {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else {
      if errno == ENOENT { throw absent(file, whatToPut) }
      throw refuse(path, "is no folder that can be opened: \(SystemError.text(errno))")
    }
    defer { close(folder) }
    _ = try status(of: folder, path, kind: S_IFDIR, mode: "0700")
    let descriptor = openat(folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    let whole = "\(path)/\(file)"
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT: throw absent(file, whatToPut)
      case ELOOP: throw refuse(whole, "is a symbolic link; put the file itself there")
      default: throw refuse(whole, "cannot be opened: \(SystemError.text(errno))")
      }
    }
    defer { close(descriptor) }
    let size = try status(of: descriptor, whole, kind: S_IFREG, mode: "0600")
    guard size <= Self.bytesMax else {
      throw refuse(whole, "has \(size) bytes; at most \(Self.bytesMax) are read")
    }
    var bytes = [UInt8](repeating: 0, count: size)
    guard read(descriptor, &bytes, size) == size else {
      throw refuse(whole, "cannot be read to its end")
    }
    return bytes
  }

  /// The size of what is open, once it is known that nobody else could have read or written it.
  private func status(
    of descriptor: Int32, _ name: String, kind: mode_t, mode: String
  ) throws(HostAgentError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw refuse(name, "cannot be judged: \(SystemError.text(errno))")
    }
    guard status.st_mode & S_IFMT == kind else {
      throw refuse(name, kind == S_IFDIR ? "is no folder" : "is no plain file")
    }
    guard status.st_uid == geteuid() else {
      throw refuse(name, "belongs to user \(status.st_uid); it must belong to the agent's user")
    }
    guard status.st_mode & Self.othersMask == 0 else {
      throw refuse(name, "is open to other users; run: chmod \(mode) \(name)")
    }
    return Int(status.st_size)
  }

  private func absent(_ file: String, _ whatToPut: String) -> HostAgentError {
    HostAgentError(.folder, "there is no \(path)/\(file); \(whatToPut)")
  }

  private func refuse(_ what: String, _ problem: String) -> HostAgentError {
    HostAgentError(.folder, "\(what) \(problem)")
  }
}

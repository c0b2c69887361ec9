import Foundation
import HostAgent
import TestSupport
import Testing
import Vocabulary

/// The host's keys: which folder and files are trusted, and what is taken out of them.
@Suite struct SecretsFolderTests {
  private let folder: String
  private let secrets: SecretsFolder

  init() throws {
    folder = try AgentWorld.temporaryFolder()
    secrets = SecretsFolder(path: folder)
  }

  private static let certificate = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n"
  private static let other = "-----BEGIN CERTIFICATE-----\r\nBA==\r\n-----END CERTIFICATE-----\r\n"
  private static let key = "-----BEGIN PRIVATE KEY-----\nBQYH\n-----END PRIVATE KEY-----\n"

  private func write(_ text: String, to name: String = "web.pem", mode: Int = 0o600) throws {
    let path = folder + "/" + name
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  private func problem(_ name: SecretName = "web") -> String {
    do throws(HostAgentError) {
      _ = try secrets.secret(named: name)
      return "none"
    } catch { return error.detail }
  }

  private func clean() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func `takes a chain and its key, in whatever order and with words between them`() throws {
    defer { clean() }
    try write("for web\n" + Self.certificate + "issued by\n" + Self.other + Self.key)
    let secret = try secrets.secret(named: "web")
    #expect(secret.name == "web")
    #expect(secret.key == [5, 6, 7] && secret.chain == [[1, 2, 3], [4]])
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n"
    let sec1 = Self.key.replacing("PRIVATE KEY", with: "EC PRIVATE KEY")
    try write(parameters + sec1 + Self.certificate)
    #expect(try secrets.secret(named: "web").chain.count == 1)
  }

  @Test func `says which file is missing and what to put there`() throws {
    defer { clean() }
    let words = problem()
    #expect(words.contains("there is no \(folder)/web.pem; put the certificate chain"))
    #expect(words.contains("0600"))
    let nowhere = SecretsFolder(path: folder + "/none")
    #expect(throws: HostAgentError.self) { try nowhere.secret(named: "web") }
  }

  @Test func `refuses what others could have read or written`() throws {
    defer { clean() }
    let sound = Self.certificate + Self.key
    for mode in [0o640, 0o604, 0o620, 0o660, 0o777] {
      try write(sound, mode: mode)
      #expect(problem().contains("chmod 0600 \(folder)/web.pem"))
    }
    try write(sound, to: "real.pem")
    try FileManager.default.removeItem(atPath: folder + "/web.pem")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/web.pem", withDestinationPath: folder + "/real.pem")
    #expect(problem().contains("symbolic link"))
    try FileManager.default.removeItem(atPath: folder + "/web.pem")
    try FileManager.default.createDirectory(
      atPath: folder + "/web.pem", withIntermediateDirectories: false)
    #expect(problem().contains("no plain file"))
    #expect(problem("real") == "none")
    chmod(folder, 0o750)
    #expect(problem("real").contains("chmod 0700 \(folder)"))
    chmod(folder, 0o700)
    let link = folder + "-link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
    defer { unlink(link) }
    #expect(throws: HostAgentError.self) { try SecretsFolder(path: link).secret(named: "real") }
    guard geteuid() == 0 else { return }
    chown(folder + "/real.pem", 12345, 12345)
    #expect(problem("real").contains("belongs to user 12345"))
  }

  private static let refused: [(text: String, words: String)] = {
    let both: String = certificate + key
    return [
      ("", "no certificate"), ("words", "no certificate"), (key, "no certificate"),
      (certificate, "0 private keys"), ("\(both)\(key)", "2 private"),
      (both.replacing("PRIVATE", with: "ENCRYPTED PRIVATE"), "password"),
      (both.replacing("BQYH", with: "BQY"), "not PEM, or damaged"),
      ("\(certificate)-----BEGIN PRIVATE KEY-----\nBQYH\n", "not PEM, or damaged"),
      (both.replacing("END CERT", with: "END XCERT"), "not PEM, or damaged"),
      (String(repeating: "x", count: 140_000), "at most 131072"),
    ]
  }()

  @Test(arguments: refused)
  func `refuses what is no chain with one key`(text: String, words: String) throws {
    defer { clean() }
    try write(text)
    #expect(problem().contains(words))
    #expect(!problem().contains("BQY"), "no part of a key is told")
  }

  @Test func `takes a shared key but for its line's end, and none that is short`() throws {
    defer { clean() }
    let key = String(repeating: "k", count: 32)
    for (text, expected) in [(key, key), (key + "\n", key), (key + "\n\n", key + "\n")] {
      try write(text, to: "token.key")
      let secret = try secrets.key(named: "token")
      #expect(secret.key == Array(expected.utf8) && secret.chain.isEmpty)
      #expect(secret.name == "token")
    }
    for text in ["", String(key.dropLast()), key.dropLast() + "\n"] {
      try write(text, to: "token.key")
      #expect(throws: HostAgentError.self) { try secrets.key(named: "token") }
    }
    try write(key, to: "token.key", mode: 0o644)
    #expect(throws: HostAgentError.self) { try secrets.key(named: "token") }
    do throws(HostAgentError) {
      _ = try secrets.key(named: "none")
    } catch {
      #expect(error.detail.contains("there is no \(folder)/none.key; put the shared key there"))
    }
  }
}

import Solo5
import TestSupport
import Testing
import Vocabulary

@Suite struct MonitorLimitsTests {
  private func limits(_ note: String?) throws -> MonitorLimits {
    let image = try ELFImage(bytes: TestImage().file)
    guard let note else { return try MonitorLimits(of: image) }
    return try MonitorLimits(of: ELFImage(bytes: image.adding(note: TestImage.seal(note))))
  }

  @Test func `are what the note says`() throws {
    let limits = try limits(
      #"""
      {"image":"web","limits":{"memoryMiB":32,"ports":[80,443]},"tls":true,
       "notAfter":"2030-01-01T00:00:00Z","secrets":{"certs":["web-cert"]},"keys":{"shared":["k"]},
       "connects":["192.0.2.7:8080"]}
      """#)
    #expect(limits.peers.map(\.address) == [0xc000_0207] && limits.peers.map(\.port) == [8080])
    #expect(limits.image == "web" && limits.memoryMiB == 32)
    #expect(limits.ports == [80, 443] && limits.readOnlyDevices == ["certs", "shared"])
    #expect(limits.notAfter == Instant("2030-01-01T00:00:00Z"))
  }

  @Test func `are none where there is no note, or it says nothing of them`() throws {
    #expect(try limits(nil) == .none)
    #expect(try limits("{}") == .none)
    #expect(try limits(#"{"limits":{},"imageKey":"x"}"#) == .none)
    #expect(try limits(#"{"limits":{"ports":[]}}"#).ports == [])
  }

  @Test(arguments: [
    "", "null", "[]", "{", #"{"image":1}"#, #"{"notAfter":"soon"}"#, #"{"notAfter":5}"#,
    #"{"secrets":["a"]}"#, #"{"connects":"192.0.2.7:80"}"#, #"{"connects":["192.0.2.7"]}"#,
    #"{"limits":{"memoryMiB":"32"}}"#, #"{"limits":{"memoryMiB":0}}"#,
    #"{"limits":{"memoryMiB":-1}}"#, #"{"limits":{"ports":80}}"#, #"{"limits":{"ports":["80"]}}"#,
    #"{"limits":{"ports":[0]}}"#, #"{"limits":{"ports":[65536]}}"#, #"{"limits":[]}"#,
    #"{"limits":null}"#, #"{"limits":{"memoryMiB":1,"memoryMiB":512}}"#,
  ])
  func `are not taken for none when they cannot be understood`(note: String) {
    #expect(throws: ImageError.self) { try limits(note) }
  }
}

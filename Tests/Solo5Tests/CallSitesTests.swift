import Solo5
import TestSupport
import Testing
import Vocabulary

@Suite struct CallSitesTests {
  private func spt(_ number: UInt32) -> [UInt8] {
    [0xb8] + TestImage.bytes(number) + [0x0f, 0x05]
  }
  private func hvt(_ number: UInt8) -> [UInt8] { [0xba, number, 5, 0, 0, 0xef] }

  @Test func `finds each call once, wherever it stands`() {
    let code = spt(1) + [0x90, 0xc3] + spt(0) + spt(231) + spt(1)
    #expect(CallSites.names(in: code[...], for: .spt) == ["exit_group", "read", "write"])
    let other = [0x90] + hvt(2) + hvt(8) + [0x90] + hvt(2)
    #expect(CallSites.names(in: other[...], for: .hvt) == ["halt", "puts"])
    #expect(CallSites.names(in: code[2...], for: .spt) == ["exit_group", "read", "write"])
    #expect(CallSites.names(in: code[15...], for: .spt) == ["exit_group", "write"])
  }

  @Test func `knows every call that a monitor admits`() {
    for call in SandboxCall.allCases {
      #expect(CallSites.names(in: spt(call.rawValue)[...], for: .spt) == [call.name])
    }
    for call in Hypercall.allCases {
      #expect(CallSites.names(in: hvt(UInt8(call.rawValue))[...], for: .hvt) == [call.name])
    }
  }

  @Test func `tells what no monitor admits by its number`() {
    #expect(CallSites.names(in: spt(59)[...], for: .spt) == ["system call 59"])
    #expect(CallSites.names(in: hvt(9)[...], for: .hvt) == ["port 0x509"])
    let serial: [UInt8] = [0xba, 0xf8, 0x03, 0, 0, 0xef]
    #expect(CallSites.names(in: serial[...], for: .hvt) == ["port 0x3f8"])
    let disguised: [UInt8] = [0xba, 0x02, 0x05, 0xff, 0xff, 0xef]
    #expect(CallSites.names(in: disguised[...], for: .hvt) == ["port 0xffff0502"])
  }

  @Test func `other code that has a call's bytes by chance is none`() {
    // bt $11, %ecx; jae +0x1ef
    let code: [UInt8] = [0x0f, 0xba, 0xe1, 0x0b, 0x0f, 0x83, 0xef, 0x01, 0, 0]
    #expect(CallSites.names(in: code[...], for: .hvt).isEmpty)
  }

  @Test func `the other target's calls, halves and an end in the middle are none`() {
    #expect(CallSites.names(in: spt(1)[...], for: .hvt).isEmpty)
    #expect(CallSites.names(in: hvt(2)[...], for: .spt).isEmpty)
    #expect(CallSites.names(in: [0xb8, 1, 0, 0, 0, 0x90, 0x0f, 0x05], for: .spt).isEmpty)
    for code in [spt(1), hvt(2)] {
      for count in 0..<code.count {
        for target in Target.allCases {
          #expect(CallSites.names(in: code[..<count], for: target).isEmpty)
        }
      }
    }
  }
}

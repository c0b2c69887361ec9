import Solo5
import Testing
import Vocabulary

@Suite struct AdmittedCallsTests {
  @Test func `a guest without devices has console, time and its end`() {
    #expect(
      AdmittedCalls.names(of: .spt, devices: []) == [
        "arch_prctl", "clock_gettime", "epoll_pwait", "exit_group", "timerfd_settime", "write",
      ])
    #expect(AdmittedCalls.names(of: .hvt, devices: []) == ["halt", "poll", "puts", "walltime"])
  }

  @Test func `a device brings its calls and no others`() {
    func added(_ device: ManifestEntry.Kind) -> [[String]] {
      [.spt, .hvt].map { target in
        AdmittedCalls.names(of: target, devices: [device])
          .filter { !AdmittedCalls.names(of: target, devices: []).contains($0) }
      }
    }
    #expect(added(.network) == [["read"], ["net_read", "net_write"]])
    #expect(added(.block) == [["pread64", "pwrite64"], ["block_read", "block_write"]])
  }
}

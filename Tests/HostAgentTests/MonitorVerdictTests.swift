import Glibc
import HostAgent
import Testing

@Suite struct MonitorVerdictTests {
  @Test func `says what a status means`() {
    #expect(MonitorVerdict(status: 3 << 8).words == "exit status 3")
    #expect(MonitorVerdict(status: SIGKILL).words == "killed by signal 9")
    #expect(
      MonitorVerdict(status: SIGSYS).words
        == "killed by signal 31: the guest made a system call that it may not make")
    #expect(
      MonitorVerdict(status: SIGSEGV | 0x80).words
        == "killed by signal 11: the guest touched memory that it may not touch")
    #expect(MonitorVerdict(status: SIGALRM).words == "killed by signal 14: its right to run ended")
  }
}

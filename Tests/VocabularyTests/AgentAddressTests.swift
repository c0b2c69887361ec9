import Testing
import Vocabulary

@Suite struct AgentAddressTests {
  @Test(arguments: [
    "/", "/run/merlon/agent.sock", "ssh://paris-1/var/lib/merlon",
    "ssh://deploy@paris-1.example.net:2222/var/lib/merlon", "ssh://_x/a+b",
  ])
  func `what it is read from is what it says`(text: String) {
    #expect(AgentAddress(text)?.description == text)
  }

  @Test func `ssh gets destination, port and folder apart`() {
    guard case .ssh(let place) = AgentAddress("ssh://deploy@paris-1:2222/var/lib/merlon") else {
      Issue.record("no ssh address")
      return
    }
    #expect(place.destination == "deploy@paris-1" && place.port == 2222)
    #expect(place.state == "/var/lib/merlon")
  }

  /// Nothing that ssh would take for an option, or a shell for more than a word.
  @Test(arguments: [
    "", "a", "run/agent.sock", "http://h/", "ssh://h", "ssh:///state", "ssh://-oProxyCommand=x/s",
    "ssh://u@-h/s", "ssh://-u@h/s", "ssh://a@b@h/s", "ssh://@h/s", "ssh://h:/s", "ssh://h:0/s",
    "ssh://h:65536/s", "ssh://h:+1/s", "ssh://h:-1/s", "ssh://h/s t", "ssh://h/s;t", "ssh://h/$(s)",
    "ssh://h/s'", "ssh://h/`s`", "ssh://h/s\n", "ssh://h%/s", "ssh://[::1]/s", "ssh://h/ä",
  ])
  func `anything else is none`(text: String) {
    #expect(AgentAddress(text) == nil)
  }
}

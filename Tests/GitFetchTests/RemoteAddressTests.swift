import Testing

@testable import GitFetch

@Suite struct RemoteAddressTests {
  @Test(arguments: [
    "/srv/git/acme.git", "/srv/with space", "file:///srv/git/acme.git",
    "https://example.com/acme.git", "https://me@example.com:8443/acme", "https://[::1]/acme",
    "ssh://git@example.com:2222/acme.git", "git@example.com:acme/modules.git", "host:path",
  ])
  func `takes each form that is fetched from`(text: String) throws {
    #expect(try RemoteAddress(text).text == text)
  }

  @Test(arguments: [
    "", "acme.git", "../acme", "./acme", "~/acme", "-oProxyCommand=id",
    "--upload-pack=touch /tmp/x",
    "ext::sh -c id", "ext::sh%20-c%20id", "fd::17", "https::https://example.com/a",
    "http://example.com/a", "git://example.com/a", "ftp://example.com/a", "file://host/a",
    "HTTPS://example.com/a", "https://example.com", "https:///a", "https://-x/a", "https://a@b@c/d",
    "ssh://-oProxyCommand=id/a", "ssh://-l@example.com/a", "ssh://@example.com/a", "-x:path",
    "user@-oProxyCommand=id:path", "host:pa th", "ssh://host/pa th", "/srv/a\nb", "/srv/a\u{1b}[2J",
    "https://me:secret@example.com/a", "./a:b", String(repeating: "/a", count: 1025),
  ])
  func `refuses everything else`(text: String) {
    #expect(throws: RemoteAddress.Problem.self) { try RemoteAddress(text) }
  }
}

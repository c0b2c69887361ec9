import Testing
import Unikernel
import Vocabulary

@Suite struct OptionFormatTests {
  private static let key = """
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60\
    p8D54WK84zV2sxXs7LtkBoN79R9Q==
    """
  private static let pem = "-----BEGIN PUBLIC KEY-----\n\(key)\n-----END PUBLIC KEY-----\n"
  private static let verifier =
    "$pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$Pz0s4HPO+TyHnyTxIR8Lx+fEZojc3Lc26DQkf4ZOWCk"
  /// SEQUENCE of SEQUENCE, SEQUENCE and BIT STRING: all that is asked of a certificate.
  private static let certificate = "MAgwADAAAwIAAQ=="

  private static let right: [(OptionFormat, [String])] = [
    (.address, ["0.0.0.0", "255.255.255.255", "192.0.2.1"]),
    (.interface, ["10.0.2.15/24", "10.0.2.15/0", "10.0.2.15/32"]),
    (.socket, ["192.0.2.1:8080", "192.0.2.1:65535", "192.0.2.1:1"]),
    (.network, ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.1", "192.0.2.1/32", "192.0.2.128/25"]),
    (
      .packetRule,
      [
        "tcp", "tcp 80", "udp 1-65535", "icmp", "tcp from 10.0.0.0/8", "icmp from 192.0.2.1",
        "tcp 80-80 from 0.0.0.0/0",
      ]
    ),
    (.resource, ["/", "/admin", "GET /a b", "GET,POST /files/*/private", "/**/x"]),
    (.fieldValue, ["", "default-src 'self'; object-src \"x\"", "a\\b"]),
    (.quotedText, ["acme", "l'été"]),
    (.passwordVerifier, [verifier]),
    (.publicKey, [key, pem, pem.replacing("\n", with: "\r\n")]),
    (
      .certificate,
      [certificate, "-----BEGIN CERTIFICATE-----\n\(certificate)\n-----END CERTIFICATE-----"]
    ),
  ]

  private static let wrong: [(OptionFormat, [String])] = [
    (
      .address,
      ["", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4/8", "1.2..4", "a.b.c.d"]
    ),
    (.interface, ["10.0.2.15", "10.0.2.15/33", "10.0.2.15/", "10.0.2.15/08", "10.0.2/24"]),
    (
      .socket,
      ["192.0.2.1", "192.0.2.1:0", "192.0.2.1:65536", "0.0.0.0:80", "a:80", "192.0.2.1:8 0"]
    ),
    (.network, ["10.0.0.1/8", "10.0.0.0/33", "", "10.0.0.0/8 ", "192.0.2.1/31", "::/0"]),
    (
      .packetRule,
      [
        "", "tcp 80 to 10.0.0.1", "tcp 90-80", "tcp 0", "tcp  80", "icmp 8", "sctp 80", "tcp 80 ",
        "tcp 80 from", "tcp 80 from 10.0.0.1/8", "tcp from 10.0.0.1 80", "tcp 1-2-3",
        "tcp 65536", "TCP 80",
      ]
    ),
    (
      .resource, ["", "admin", "GET admin", "get /admin", "GET, /a", ",GET /a", "GET  /a", "GET/a"]
    ),
    (.fieldValue, ["a\r\nSet-Cookie: x", "a\u{0}", "\u{7f}"]),
    (.quotedText, ["a\"b", "a\\b", "a\n"]),
    (
      .passwordVerifier,
      [
        "", "x", "correct horse", verifier + "=", String(verifier.dropLast()),
        verifier.replacing("1000", with: "0"), verifier.replacing("1000", with: "10000001"),
        verifier.replacing("sha256", with: "sha1"), verifier + "$", "$" + verifier,
      ]
    ),
    (
      .publicKey,
      [
        "", "x", String(key.dropLast(4)), key + key, key.replacing("xfR8", with: ""),
        // Not on the curve: one digit of y.
        key.replacing("N79R9Q==", with: "N79R9A=="), key.replacing("MFkw", with: "MFow"),
        pem.replacing("PUBLIC", with: "PRIVATE"), "-----BEGIN PUBLIC KEY-----\n\(key)\n",
      ]
    ),
    (
      .certificate,
      [
        "", "x", certificate.replacing("MAgw", with: "MAkw"), key, "MAQwADAA",
        "-----BEGIN CERTIFICATE-----\n\(certificate)\n-----END CERTIFICATE-----\n"
          + "-----BEGIN CERTIFICATE-----\n\(certificate)\n-----END CERTIFICATE-----\n",
      ]
    ),
  ]

  @Test func `each format admits what is of it, and nothing else`() {
    for table in [Self.right, Self.wrong] {
      #expect(Set(table.map(\.0)) == Set(OptionFormat.allCases))
    }
    for (format, texts) in Self.right {
      for text in texts { #expect(format.admits(text), "\(format): \(text)") }
    }
    for (format, texts) in Self.wrong {
      for text in texts { #expect(!format.admits(text), "\(format): \(text)") }
    }
  }

  @Test func `of a mapping it is the values, and for resources the keys`() {
    let networks = OptionValue.map(["b": .list([.string("10.0.0.0/8"), .string("x")])])
    #expect(OptionFormat.network.firstFault(in: networks) == "x")
    let resources = OptionValue.map(["/a": .list([.string("alice")]), "b": .list([])])
    #expect(OptionFormat.resource.firstFault(in: resources) == "b")
    #expect(OptionFormat.network.firstFault(in: .integer(1)) == nil)
    #expect(OptionFormat.resource.applies(to: .stringsMap))
    #expect(!OptionFormat.resource.applies(to: .string))
    #expect(!OptionFormat.network.applies(to: .integer))
  }

  @Test func `a fault says what is wrong and what would be right`() {
    let port = Option(type: .integer, range: 1...65_535)
    #expect(port.fault(in: .integer(80)) == nil)
    #expect(port.fault(in: .integer(0))?.problem == "has the value 0")
    #expect(port.fault(in: .integer(0))?.hint == "1 to 65535 are possible")
    let keys = Option(type: .stringMap, range: 1...2)
    #expect(keys.fault(in: .map([:]))?.problem == "has 0 entries")
    let issuer = Option(type: .string, range: 1...3)
    #expect(issuer.fault(in: .string("été"))?.problem == "has 5 bytes")
    let mode = Option(type: .string, choices: ["allow", "deny"])
    #expect(mode.fault(in: .string("deny")) == nil)
    #expect(mode.fault(in: .string("alow"))?.problem == "cannot be \"alow\"")
    #expect(mode.fault(in: .string("alow"))?.hint == "did you mean allow?")
    #expect(mode.fault(in: .string("perhaps"))?.hint == "it can be allow and deny")
    let networks = Option(type: .strings, format: .network)
    #expect(networks.fault(in: .list([])) == nil)
    let fault = networks.fault(in: .list([.string("10.0.0.1/8\u{1b}[2J")]))
    #expect(
      fault?.problem == #"has "10.0.0.1/8\u{1b}[2J", which is not an IPv4 network"#, "\(fault)")
    #expect(fault?.hint == OptionFormat.network.hint)
    let long = networks.fault(in: .list([.string(String(repeating: "x", count: 5000))]))
    #expect((long?.problem.count ?? 0) < 120)
  }
}

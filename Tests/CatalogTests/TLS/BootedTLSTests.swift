import Foundation
import TestSupport
import Testing

/// HTTPS out of an image, with other people's clients.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BootedTLSTests {
  @Test func `clients get the certificate, cipher and session that they should`() async throws {
    try await BootedTLS.with { server in
      let plain = try server.handshake("-CAfile ec.pem -verify_hostname web.example -alpn http/1.1")
      #expect(plain.contains("Verify return code: 0 (ok)"), "\(plain)")
      #expect(plain.contains("ALPN protocol: http/1.1") && plain.contains("Protocol  : TLSv1.2"))
      for (options, cipher) in [
        ("-cipher ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("-cipher ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
        ("-cipher ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305"),
        ("-servername a.example", "ECDHE-RSA-AES"), ("-servername X.B.example", "ECDHE-RSA-AES"),
        ("-servername x.y.b.example", "ECDHE-ECDSA"), ("-servername b.example", "ECDHE-ECDSA"),
        ("-servername a.example -cipher ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20"),
        ("-servername a.example -sigalgs RSA+SHA512", "ECDHE-RSA-"),
        ("-sigalgs ECDSA+SHA384", "ECDHE-ECDSA-"), ("-alpn h2", "ECDHE-ECDSA-"),
      ] {
        let said = try server.handshake("-no_ticket " + options)
        #expect(said.contains("Cipher is \(cipher)"), "\(options): \(said)")
      }
      for options in [
        "-tls1_3", "-cipher ECDHE-ECDSA-AES128-SHA",
        "-cipher AES128-GCM-SHA256", "-curves X25519", "-sigalgs RSA+SHA256",
      ] {
        let said = try server.handshake(options)
        #expect(said.contains("Cipher is (NONE)") && said.contains("alert"), "\(options): \(said)")
      }
      // The alert is a record of TLS 1.2, which this client does not read any more.
      for version in ["-tls1", "-tls1_1"] {
        let said = try server.handshake("\(version) -cipher DEFAULT@SECLEVEL=0")
        #expect(said.contains("Cipher is (NONE)") && said.contains("has read 5 bytes"), "\(said)")
      }
      let resumed = try server.handshake("-reconnect -no_ticket")
      #expect(resumed.ranges(of: "Reused, TLSv1.2").count == 5, "\(resumed)")
      let renegotiated = try server.scratch.shell(
        "(sleep 0.3; echo R; sleep 0.5) | openssl s_client -connect 127.0.0.1:\(server.port) "
          + "2>&1 || true")
      #expect(renegotiated.contains("no renegotiation"), "\(renegotiated)")
      #expect(!server.hasEnded)
    }
  }

  @Test func `curl gets every byte, of one connection and of many`() async throws {
    let big = Data((0..<2_000_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) })
    try await BootedTLS.with(files: ["big.bin": big]) { server in
      try big.write(to: URL(filePath: server.scratch.path + "/big.bin"))
      let base = "--resolve web.example:\(server.port):127.0.0.1 --cacert ec.pem"
      let url = "https://web.example:\(server.port)"
      try server.scratch.shell(
        """
        curl -sf \(base) \(url)/big.bin | cmp - big.bin
        curl -sf \(base) \(url)/ \(url)/ \(url)/big.bin -o a -o b -o c
        cmp c big.bin
        for i in 1 2 3 4 5 6; do
          curl -sf --limit-rate 4M \(base) \(url)/big.bin -o part$i &
        done
        wait
        for i in 1 2 3 4 5 6; do cmp part$i big.bin; done
        test "$(curl -s \(base) -o part -w '%{http_code}' -T big.bin \(url)/x)" = 413
        """)
      #expect(!server.hasEnded)
    }
  }

  @Test(arguments: Seeds.first(1))
  func `what is no TLS ends its connection and nothing else`(seed: UInt64) async throws {
    print("bytes that are no TLS: seed \(seed)")
    var random = SplitMix64(seed: seed)
    try await BootedTLS.with { server in
      // A record that begins like a ClientHello, and then anything.
      let hello: [UInt8] = [22, 3, 1, 0, 80, 1, 0, 0, 76, 3, 3]
      for round in 0..<200 {
        let kept = Int.random(in: 0...hello.count, using: &random)
        let count = Int.random(in: 0...300, using: &random)
        let bytes =
          hello.prefix(kept)
          + (0..<count).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
          }
        let client = try RawConnection(to: server.port)
        client.send(bytes: Array(bytes))
        client.endSending()
        // An alert, perhaps; a reset when there was more to read.
        if round % 8 == 0 { _ = try? client.receive() }
      }
      let said = try server.handshake("-CAfile ec.pem")
      #expect(said.contains("Verify return code: 0 (ok)") && !server.hasEnded, "\(said)")
    }
  }

  @Test func `records come in pieces, and one that is forged ends the connection`() async throws {
    try await BootedTLS.with { server in
      let program = """
        import socket, ssl
        context = ssl.create_default_context(cafile="ec.pem")
        raw = socket.create_connection(("127.0.0.1", \(server.port)), timeout=60)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        come, go = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = context.wrap_bio(come, go, server_hostname="web.example")
        def send():
            for byte in go.read():
                raw.send(bytes([byte]))
        def perform(what):
            while True:
                try:
                    return what()
                except ssl.SSLWantReadError:
                    send()
                    received = raw.recv(65536)
                    come.write(received) if received else come.write_eof()
        request = b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
        perform(client.do_handshake)
        client.write(request)
        send()
        assert perform(lambda: client.read(15)) == b"HTTP/1.1 200 OK"
        while client.pending():
            client.read(65536)
        client.write(request)
        record = bytearray(go.read())
        record[-1] ^= 1
        raw.sendall(record)
        try:
            rest = perform(lambda: client.read(65536))
            while rest:
                assert b"HTTP/1.1" not in rest
                rest = perform(lambda: client.read(65536))
        except ssl.SSLError as error:
            print("over:", error.reason)
        else:
            print("over: closed")
        """
      try server.scratch.write(program, to: "client.py")
      let said = try server.scratch.shell("python3 client.py")
      #expect(said.hasPrefix("over: "), "\(said)")
      #expect(try server.handshake("-CAfile ec.pem").contains("Verify return code: 0 (ok)"))
    }
  }

  @Test func `without its secret an image ends with one clear line`() async throws {
    let changes: [(String, (inout SecretsImage) -> Void)] = [
      ("gave this image no secret 'rsa'", { $0.secrets.removeLast() }),
      ("is not one that the host agent makes", { $0.magic = "NOTHINGS" }),
      ("is malformed", { $0.countOffset = 1 }),
      ("neither ECDSA on P-256 nor RSA", { $0.secrets[0].key = [0x30, 0] }),
    ]
    for (words, change) in changes {
      try await BootedTLS.with(secrets: change) { server in
        try await Patience.wait(until: "the image's end") { server.hasEnded }
        let lines = server.console.split(separator: "\n").filter { $0.contains("tls: ") }
        #expect(lines.count == 1 && lines[0].contains(words), "\(server.console)")
      }
    }
  }
}

import Solo5
import Testing
import Ukvm
import Vocabulary

/// The command line: what it means, and what is refused.
@Suite struct MonitorOptionsTests {
  @Test func `splits the line at the image`() {
    #expect(Invocation(["--help", "x"]) == .help)
    #expect(Invocation(["--version"]) == .version)
    #expect(Invocation([]) == .incomplete && Invocation(["--mem=1"]) == .incomplete)
    #expect(
      Invocation(["--mem=1", "image", "--mem=2"])
        == .run(image: "image", options: ["--mem=1"], guestArguments: ["--mem=2"]))
    #expect(
      Invocation(["--", "-image", "--help"])
        == .run(image: "-image", options: [], guestArguments: ["--help"]))
  }

  @Test func `reads every option`() throws {
    let options = try MonitorOptions([
      "--mem=64", "--net:a=tap0", "--net:b=@7", "--net:c=user", "--net-mac:a=2:0:0:0:0:ff",
      "--forward:c=tcp:127.0.0.1:8080:80", "--forward:c=@5:443,held", "--block:d=/x y",
      "--block-sector-size:d=4096", "--control=/run/x", "--block-readonly:e=/y",
      "--block-readonly:f=@9", "--block:g=@9", "--not-after=2030-12-31T23:59:59Z",
    ])
    #expect(options.memoryMiB == 64)
    #expect(options.networks == ["a": .tap(interface: "tap0"), "b": .descriptor(7), "c": .user])
    #expect(options.macs["a"] == MACAddress("02:00:00:00:00:FF"))
    #expect(
      options.forwards.map(\.source) == [
        .bind(address: try #require(IPv4Address("127.0.0.1")), port: 8080),
        .inherited(descriptor: 5, held: true),
      ])
    #expect(options.forwards.map(\.guestPort) == [80, 443])
    #expect(
      options.blocks == [
        "d": .readWrite(path: "/x y"), "e": .readOnly(path: "/y"), "f": .readOnlyDescriptor(9),
        "g": .readWrite(path: "@9"),
      ])
    #expect(options.blockSizes == ["d": 4096])
    #expect(options.controlPath == "/run/x")
    #expect(options.notAfter?.description == "2030-12-31T23:59:59Z")
    #expect(try MonitorOptions([]).memoryMiB == nil && MonitorOptions([]).notAfter == nil)
  }

  @Test(arguments: [
    "--mem", "--mem=", "--mem=0", "--mem=-1", "--mem=+1", "--mem=1M", "--mem=99999999999999999999",
    "--net=tap0", "--net:=tap0", "--net:a-b=tap0", "--net:a=", "--net:a=sixteen-is-longr",
    "--net:a=@", "--net:a=@-1", "--net:a=@1x", "--net-mac:a=1:2:3:4:5", "--net-mac:a=001:2:3:4:5:6",
    "--net-mac:a=1:2:3:4:5:6:7", "--net-mac:a=g:2:3:4:5:6", "--block:a=",
    "--block-readonly:a=", "--block-readonly:a=@", "--block-readonly:a=@x", "--block-readonly=x",
    "--block-sector-size:a=511",
    "--not-after=", "--not-after=tomorrow", "--not-after:a=2030-12-31T23:59:59Z", "--mem:a=1",
    "--block-sector-size:a=513", "--block-sector-size:a=65536", "--control=", "--bogus",
    "--bogus=1",
    "--bogus:a=1", "-x", "--forward:a=tcp:127.0.0.1:80", "--forward:a=tcp:127.0.0.256:1:2",
    "--forward:a=tcp:127.0.0.1:0:80", "--forward:a=tcp:127.0.0.1:80:65536",
    "--forward:a=udp:1.2.3.4:1:2",
    "--forward:a=@5", "--forward:a=@5:80,hold", "--forward:a=@5:80,held,held", "--forward:a=@5:0",
  ])
  func `refuses`(option: String) {
    #expect { try MonitorOptions([option]) } throws: { ($0 as? OptionError)?.option == option }
  }

  @Test func `refuses what is given twice, and overlong names and paths`() {
    #expect(throws: OptionError.self) { try MonitorOptions(["--net:a=user", "--net:a=tap0"]) }
    #expect(throws: OptionError.self) { try MonitorOptions(["--block:a=x", "--block:a=y"]) }
    #expect(throws: OptionError.self) {
      try MonitorOptions(["--block:a=x", "--block-readonly:a=x"])
    }
    let name = String(repeating: "n", count: 67)
    #expect(throws: Never.self) { try MonitorOptions(["--net:\(name)=user"]) }
    #expect(throws: OptionError.self) { try MonitorOptions(["--net:\(name)n=user"]) }
    let path = String(repeating: "p", count: 108)
    #expect(throws: OptionError.self) { try MonitorOptions(["--control=\(path)"]) }
  }
}

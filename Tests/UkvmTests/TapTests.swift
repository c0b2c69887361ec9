import TestSupport
import Testing
import Vocabulary

/// Taps, inside a network namespace of the test's own.
@Suite(.serialized, .aside, .enabled(if: Machines.hasTap), .timeLimit(.minutes(30)))
struct TapTests {
  /// Runs a script as root of its own user and network namespace.
  private func inNamespace(_ script: String, _ arguments: [String]) throws -> Tool.Answer {
    try Tool.run(
      ["unshare", "-rn", "bash", "-euc", script, "test"] + arguments, within: Patience.limit)
  }

  /// Expects that a guest answers through `tap0`, with the monitor that a command starts; `$1` is its
  /// program and `$2` the image.
  private func expectAnswer(_ target: Target, _ command: String) throws {
    let script = """
      ip tuntap add dev tap0 mode tap
      ip link set tap0 mtu 1400 up
      ip addr add 10.0.2.2/24 dev tap0
      \(command) & monitor=$!
      trap 'kill $monitor' EXIT
      until ip link show tap0 | grep -q LOWER_UP; do kill -0 $monitor; sleep 0.1; done
      exec 3<>/dev/tcp/10.0.2.15/80
      echo question >&3
      cat <&3
      """
    let answer = try inNamespace(
      script, [MonitorRun.executable, try GuestImage.path("answer", target)])
    #expect(answer.isSuccess, "\(answer.output)")
    #expect(
      answer.output.contains("ready\n") && answer.output.contains("answer\n"), "\(answer.output)")
  }

  @Test(arguments: Machines.targets)
  func `a guest answers through a tap`(target: Target) throws {
    try expectAnswer(target, #""$1" --mem=8 --net:service=tap0 "$2""#)
  }

  @Test(arguments: Machines.targets)
  func `a guest answers through a tap that its monitor inherits`(target: Target) throws {
    // TUNSETIFF, for a tap without a header of its own.
    let program = """
      import fcntl, os, struct, sys
      tap = os.open("/dev/net/tun", os.O_RDWR)
      fcntl.ioctl(tap, 0x400454CA, struct.pack("16sH22x", b"tap0", 0x1002))
      os.dup2(tap, 9, inheritable=True)
      os.execv(sys.argv[1], [sys.argv[1], "--mem=8", "--net:service=@9", sys.argv[2]])
      """
    try expectAnswer(target, "python3 -c '\(program)' \"$@\"")
  }

  @Test(arguments: Machines.targets)
  func `a tap that is taken down is an error of the guest's or of its monitor`(
    target: Target
  ) throws {
    let script = """
      ip tuntap add dev tap0 mode tap
      ip link set tap0 up
      "$1" --mem=8 --net:service=tap0 "$2" > "$3" & monitor=$!
      until grep -q ready "$3"; do kill -0 $monitor; sleep 0.1; done
      ip link set tap0 down
      wait $monitor || exit $?
      """
    let answer = try inNamespace(
      script, [MonitorRun.executable, try GuestImage.path("send", target), Scratch.path("said")])
    #expect(answer.ending == .exited(target == .spt ? 20 : 1), "\(answer.output)")
    #expect(
      answer.output.contains("cannot send a frame") == (target == .hvt), "\(answer.output)")
  }

  @Test func `the guest learns the tap's MTU`() throws {
    let script = """
      ip tuntap add dev tap0 mode tap
      ip link set tap0 mtu 1400 up
      "$1" --mem=8 --net:service=tap0 --block:disk="$3" "$2"
      """
    let image = try GuestImage.path("devices", .spt)
    let answer = try inNamespace(
      script, [MonitorRun.executable, image, try MonitorTests.disk(bytes: 512)])
    #expect(answer.isSuccess, "\(answer.output)")
    #expect(answer.output.contains("service attached 1 mtu 1400 "), "\(answer.output)")
  }

  @Test(arguments: [
    ("ip tuntap add dev tap0 mode tap", "not up"), (":", "find interface tap0"),
  ])
  func `a tap that is not there or not up is refused`(prepare: String, words: String) throws {
    let script = prepare + "\n\"$1\" --mem=8 --net:service=tap0 \"$2\" || exit $?"
    let answer = try inNamespace(
      script, [MonitorRun.executable, try GuestImage.path("answer", .spt)])
    #expect(answer.ending == .exited(1))
    #expect(answer.output.contains(words), "\(answer.output)")
  }

  @Test(arguments: [(port: 80, isOpen: true), (port: 81, isOpen: false)])
  func `a tap lets in only what policy opens`(port: Int, isOpen: Bool) throws {
    let script = """
      ip tuntap add dev tap0 mode tap
      ip link set tap0 up
      ip addr add 10.0.2.2/24 dev tap0
      "$1" --net:service=tap0 "$2" & monitor=$!
      trap 'kill $monitor' EXIT
      until ip link show tap0 | grep -q LOWER_UP; do kill -0 $monitor; sleep 0.1; done
      timeout \(isOpen ? 60 : 5) \
        bash -c 'exec 3<>/dev/tcp/10.0.2.15/80; echo question >&3; cat <&3' || echo shut
      """
    let note = #"{"limits":{"memoryMiB":8,"ports":[\#(port)]}}"#
    let image = try GuestImage.sealed("answer", .spt, saying: note)
    let answer = try inNamespace(script, [MonitorRun.executable, image])
    #expect(answer.isSuccess, "\(answer.output)")
    #expect(answer.output.contains("answer\n") == isOpen, "\(answer.output)")
    #expect(answer.output.contains("shut\n") != isOpen, "\(answer.output)")
  }
}

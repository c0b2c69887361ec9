import CSlirp
import CUkvm
import Glibc
import Solo5

/// The host's side of one user network: libslirp between a packet socket and listening sockets.
///
/// The guest can be reached through the forwards and can answer; it cannot reach out.
/// Single-threaded; lives until its process ends.
@safe final class SlirpStack {
  /// Ethernet header and MTU: no honest frame is longer.
  private static let frameMax = 14 + Int(UserNetwork.mtu)
  /// So many frames of the guest are taken in one turn before the sockets get theirs.
  private static let burstMax = 64

  private let descriptor: Int32
  private var slirp: OpaquePointer?
  private var polls = PollSet()
  private var outgoing = FrameQueue()
  private var buffer = [UInt8](repeating: 0, count: 2048)
  private var place = 0
  /// Listening descriptors by their number, and whether each accepts now.
  private(set) var accepting: [Int32: Bool] = [:]
  /// Whether another guest has the connections that come: this one learns it by whom frames are
  /// for, and lets its own end.
  var isReplaced = false
  private(set) var framesIn: UInt64 = 0
  private(set) var framesOut: UInt64 = 0

  /// Loads libslirp, sets it up and hands it the listening sockets.
  init(_ network: UserNetwork) throws(SystemError) {
    descriptor = network.companionEnd
    try SystemError.check(cslirp_load(), "load libslirp.so.0 (of Debian's libslirp0)")
    unsafe slirp = Self.start(for: self)
    guard unsafe slirp != nil else {
      throw SystemError(operation: "start libslirp", code: EINVAL)
    }
    for listener in network.listeners { try forward(listener) }
  }

  func setAccepting(_ accepts: Bool) {
    for descriptor in accepting.keys { accepting[descriptor] = accepts }
  }

  /// How many connections are not over yet.
  var connections: Int {
    guard let text = unsafe cslirp_connection_info(slirp) else { return 0 }
    defer { unsafe free(text) }
    let lines = unsafe String(cString: text).split(separator: "\n")
    return lines.count { line in
      guard line.contains("TCP["), !line.contains("[HOST_FORWARD]"), !line.contains("[CLOSED]")
      else { return false }
      // The guest may be done with a client that has yet to take the last of it: the column before
      // the last.
      return !line.contains("[TIME_WAIT]") || line.split(separator: " ").dropLast().last != "0"
    }
  }

  // MARK: One turn of the loop

  /// Adds what this network waits for; shortens `milliseconds` to what libslirp needs.
  func prepare(_ set: inout PollSet, _ milliseconds: inout UInt32) {
    swap(&polls, &set)
    place = polls.add(descriptor, outgoing.isEmpty ? POLLIN : POLLIN | POLLOUT)
    unsafe cslirp_pollfds_fill(
      slirp, &milliseconds,
      { unsafe SlirpStack.of($2).add($0, $1) },
      Unmanaged.passUnretained(self).toOpaque())
    swap(&polls, &set)
  }

  /// Does what can be done now.
  ///
  /// - Returns: Whether the guest still exists.
  func turn(_ set: inout PollSet, reliable: Bool) -> Bool {
    swap(&polls, &set)
    defer { swap(&polls, &set) }
    let events = reliable ? polls.events(at: place) : 0
    if events & POLLHUP != 0 { return false }
    if events & POLLOUT != 0 { flush() }
    if events & POLLIN != 0 { takeFrames() }
    unsafe cslirp_pollfds_poll(
      slirp, reliable ? 0 : 1,
      { unsafe SlirpStack.of($1).events(at: $0) },
      Unmanaged.passUnretained(self).toOpaque())
    return true
  }

  private func takeFrames() {
    for _ in 0..<Self.burstMax {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_TRUNC))
      }
      guard count >= 0 else { return }
      guard (14...Self.frameMax).contains(count) else { continue }
      framesOut += 1
      unsafe buffer.withUnsafeBufferPointer {
        unsafe cslirp_input(slirp, $0.baseAddress, Int32(count))
      }
    }
  }

  private func send(_ frame: UnsafeRawBufferPointer) {
    if isReplaced, frame.count >= 6 {
      var copy = unsafe Array(frame)
      copy.replaceSubrange(..<6, with: MACAddress.replaced.octets)
      outgoing.append(copy)
      return flush()
    }
    if outgoing.isEmpty, unsafe deliver(frame) { return }
    outgoing.append(unsafe Array(frame))
  }

  private func flush() {
    while let frame = outgoing.first {
      guard unsafe frame.withUnsafeBytes({ unsafe deliver($0) }) else { return }
      outgoing.removeFirst()
    }
  }

  /// Gives a frame to the guest; false when the guest has to take others first.
  private func deliver(_ frame: UnsafeRawBufferPointer) -> Bool {
    let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
    let count = unsafe Glibc.send(descriptor, frame.baseAddress, frame.count, flags)
    if count >= 0 { framesIn += 1 }
    return count >= 0 || (errno != EAGAIN && errno != ENOBUFS)
  }

  // MARK: Called by libslirp

  private static func of(_ opaque: UnsafeMutableRawPointer?) -> SlirpStack {
    guard let opaque = unsafe opaque else { fatalError("libslirp lost its context") }
    return unsafe Unmanaged<SlirpStack>.fromOpaque(opaque).takeUnretainedValue()
  }

  private func add(_ descriptor: Int32, _ wanted: Int32) -> Int32 {
    if accepting[descriptor] == false { return -1 }
    var events: Int32 = 0
    for (slirp, system) in Self.events where wanted & slirp != 0 { events |= system }
    return Int32(polls.add(descriptor, events))
  }

  private func events(at place: Int32) -> Int32 {
    let happened = polls.events(at: Int(place))
    guard happened != 0 else { return 0 }
    var events: Int32 = 0
    for (slirp, system) in Self.events where happened & system != 0 { events |= slirp }
    return events
  }

  private static let events: [(slirp: Int32, system: Int32)] = [
    (Int32(SLIRP_POLL_IN), POLLIN), (Int32(SLIRP_POLL_OUT), POLLOUT),
    (Int32(SLIRP_POLL_PRI), POLLPRI), (Int32(SLIRP_POLL_ERR), POLLERR),
    (Int32(SLIRP_POLL_HUP), POLLHUP),
  ]

  // MARK: Set-up

  private static func start(for stack: SlirpStack) -> OpaquePointer? {
    var configuration = unsafe SlirpConfig()
    unsafe configuration.version = 3
    unsafe configuration.restricted = 1
    unsafe configuration.in_enabled = true
    unsafe configuration.disable_host_loopback = true
    unsafe configuration.disable_dns = true
    unsafe configuration.vnetwork.s_addr = IPv4Address(10, 0, 2, 0).networkOrder
    unsafe configuration.vnetmask.s_addr = IPv4Address(255, 255, 255, 0).networkOrder
    unsafe configuration.vhost.s_addr = IPv4Address(10, 0, 2, 2).networkOrder
    unsafe configuration.vdhcp_start.s_addr = IPv4Address(10, 0, 2, 15).networkOrder
    unsafe configuration.vnameserver.s_addr = IPv4Address(10, 0, 2, 3).networkOrder
    // libslirp keeps the address of the callbacks.
    let callbacks = UnsafeMutablePointer<SlirpCb>.allocate(capacity: 1)
    unsafe callbacks.initialize(to: SlirpCb())
    unsafe callbacks.pointee.send_packet = {
      unsafe SlirpStack.of($2).send(UnsafeRawBufferPointer(start: $0, count: $1))
      return $1
    }
    unsafe callbacks.pointee.guest_error = { _, _ in }
    unsafe callbacks.pointee.clock_get_ns = { _ in Int64(ukvm_nanoseconds(CLOCK_MONOTONIC)) }
    // Timers serve IPv6 router advertisements only, and IPv6 is off.
    unsafe callbacks.pointee.timer_new = { _, _, opaque in unsafe opaque }
    unsafe callbacks.pointee.timer_free = { _, _ in }
    unsafe callbacks.pointee.timer_mod = { _, _, _ in }
    unsafe callbacks.pointee.register_poll_fd = { _, _ in }
    unsafe callbacks.pointee.unregister_poll_fd = { _, _ in }
    unsafe callbacks.pointee.notify = { _ in }
    return unsafe cslirp_new(
      &configuration, callbacks, Unmanaged.passUnretained(stack).toOpaque())
  }

  /// Makes libslirp accept on a socket that it did not open: it gets one of its own, and ours is
  /// put in the place of that.
  ///
  /// So bytes are copied once, and there is no second listener.
  private func forward(_ listener: UserNetwork.Listener) throws(SystemError) {
    let operation = "forward to port \(listener.guestPort)"
    let next = dup(listener.descriptor)
    guard next >= 0 else { throw SystemError(operation: operation, code: errno) }
    close(next)
    let host = in_addr(s_addr: IPv4Address(127, 0, 0, 1).networkOrder)
    let guest = in_addr(s_addr: IPv4Address(10, 0, 2, 15).networkOrder)
    guard unsafe cslirp_add_hostfwd(slirp, 0, host, 0, guest, Int32(listener.guestPort)) == 0
    else { throw SystemError(operation: operation, code: errno) }
    var listens: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(next, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens != 0,
      dup2(listener.descriptor, next) == next
    else { throw SystemError(operation: operation, code: EBADF) }
    close(listener.descriptor)
    accepting[next] = !listener.held
  }
}

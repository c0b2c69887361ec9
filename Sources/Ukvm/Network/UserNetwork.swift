import CUkvm
import Glibc

/// A network without privilege: the two ends of a packet socket, and what comes in from the host.
struct UserNetwork {
  static let mtu: UInt16 = 1500

  /// A listening socket whose connections go to a port of the guest.
  struct Listener {
    let descriptor: Int32
    let guestPort: UInt16
    let held: Bool
  }

  /// Stands in for a tap.
  ///
  /// Reads never wait, writes do.
  let guestEnd: Int32
  let companionEnd: Int32
  let listeners: [Listener]

  /// Opens the packet socket and all listeners, so that what is wrong with them shows at once.
  init(name: String, _ forwards: [Forward]) throws(MonitorError) {
    do throws(SystemError) {
      var ends: [Int32] = [-1, -1]
      let outcome = unsafe ends.withUnsafeMutableBufferPointer {
        unsafe ukvm_packet_pair($0.baseAddress)
      }
      try SystemError.check(outcome, "make a socket pair for network \(name)")
      try SystemError.check(
        ukvm_receive_without_waiting(ends[0]), "set the socket of network \(name) up")
      guestEnd = ends[0]
      companionEnd = ends[1]
      var listeners: [Listener] = []
      for forward in forwards { listeners.append(try Self.listener(for: forward)) }
      self.listeners = listeners
    } catch { throw .system(error) }
  }

  private static func listener(for forward: Forward) throws(SystemError) -> Listener {
    switch forward.source {
    case .bind(let address, let port):
      let descriptor = try SystemError.check(
        ukvm_listen_ipv4(address.networkOrder, port), "listen on \(address):\(port)")
      return Listener(descriptor: descriptor, guestPort: forward.guestPort, held: false)
    case .inherited(let descriptor, let held):
      try SystemError.check(
        ukvm_check_listener(descriptor), "use descriptor \(descriptor) as a listening socket")
      try SystemError.check(ukvm_set_nonblocking(descriptor), "set descriptor \(descriptor) up")
      return Listener(descriptor: descriptor, guestPort: forward.guestPort, held: held)
    }
  }
}

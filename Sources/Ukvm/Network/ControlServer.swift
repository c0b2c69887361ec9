import Glibc

/// Serves the control socket, a few connections at a time.
struct ControlServer {
  /// More connections than these wait in the backlog.
  private static let sessionsMax = 16

  private struct Session {
    let descriptor: Int32
    var words = ControlSession()
    var place = 0
  }

  private let listener: Int32
  private var listenerPlace = -1
  private var sessions: [Session] = []

  init(listener: Int32) { self.listener = listener }

  mutating func prepare(_ set: inout PollSet) {
    listenerPlace = sessions.count < Self.sessionsMax ? set.add(listener, POLLIN) : -1
    for index in sessions.indices {
      sessions[index].place = set.add(sessions[index].descriptor, POLLIN)
    }
  }

  mutating func turn(_ set: PollSet, answer: (ControlSession.Command) -> String) {
    for index in sessions.indices.reversed() where set.events(at: sessions[index].place) != 0 {
      guard serve(&sessions[index], answer) else {
        close(sessions[index].descriptor)
        sessions.remove(at: index)
        continue
      }
    }
    guard set.events(at: listenerPlace) != 0 else { return }
    let descriptor = accept(listener, nil, nil)
    if descriptor >= 0 { sessions.append(Session(descriptor: descriptor)) }
  }

  /// False when the connection is over.
  private func serve(
    _ session: inout Session, _ answer: (ControlSession.Command) -> String
  ) -> Bool {
    let count = unsafe withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
      let count = unsafe recv(
        session.descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
      return (count, count > 0 ? unsafe Array(buffer[..<count]) : [])
    }
    guard count.0 > 0 else { return count.0 < 0 && errno == EAGAIN }
    for command in session.words.receive(count.1) {
      let reply = Array((answer(command) + "\n").utf8)
      // Who asks without reading is cut off.
      let sent = unsafe send(
        session.descriptor, reply, reply.count,
        Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      guard sent == reply.count else { return false }
    }
    return true
  }
}

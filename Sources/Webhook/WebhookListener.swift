import Glibc
import HostLink
import Keys
import Synchronization
import Vocabulary

/// Listens for webhooks of git servers: an HTTP request whose body has the right HMAC-SHA256 is a
/// poke, and nothing else of it is believed or read.
///
/// The field `X-Hub-Signature-256` is what GitHub, Gitea, Forgejo and `merlon hook post-receive`
/// send.
package final class WebhookListener: Sendable {
  private static let secondsMax = 10
  private static let connectionsMax = 16

  private let descriptor: Int32
  private let secret: [UInt8]
  private let poke: @Sendable () -> Void
  private let connections = Mutex(0)
  /// The port that it listens on.
  package let port: UInt16

  /// Listens on an address such as `127.0.0.1:9090`; port 0 takes a free one.
  ///
  /// - Parameter poke: Is called for each webhook that is authentic, on some thread.
  package init(
    on address: String, secret: [UInt8], poke: @escaping @Sendable () -> Void
  ) throws(WebhookError) {
    let place = try WebhookAddress(address)
    (descriptor, port) = try place.listen()
    self.secret = secret
    self.poke = poke
    WorkerThread.start { self.accept() }
  }

  private func accept() {
    while true {
      let socket = Glibc.accept(descriptor, nil, nil)
      guard socket >= 0 else {
        if errno == EINVAL || errno == EBADF { return }
        // Out of descriptors, mostly: others have to end first.
        if errno != ECONNABORTED, errno != EINTR { usleep(100_000) }
        continue
      }
      _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
      let isWelcome = connections.withLock { count in
        guard count < Self.connectionsMax else { return false }
        count += 1
        return true
      }
      guard isWelcome else {
        close(socket)
        continue
      }
      let hasStarted = WorkerThread.start {
        self.serve(WebhookSocket(socket, seconds: Self.secondsMax))
        self.connections.withLock { $0 -= 1 }
      }
      if !hasStarted {
        close(socket)
        connections.withLock { $0 -= 1 }
      }
    }
  }

  private func serve(_ socket: consuming WebhookSocket) {
    guard let (head, rest) = socket.readHead(atMost: WebhookRequest.headBytesMax) else { return }
    var status = 401
    do throws(WebhookRequest.Problem) {
      let request = try WebhookRequest(head: head)
      var code = MessageCode(secret: secret)
      var left = request.bodyBytes - rest.count
      guard left >= 0 else { throw WebhookRequest.Problem(status: 400) }
      code.update(rest)
      while left > 0 {
        guard let more = socket.read(atMost: min(left, 64 << 10)), !more.isEmpty else { return }
        code.update(more)
        left -= more.count
      }
      if code.matches(request.code) {
        status = 202
        poke()
      }
    } catch {
      status = error.status
    }
    let answer = "HTTP/1.1 \(status) \(status == 202 ? "Accepted" : "Refused")\r\n"
    _ = socket.write(Array((answer + "Content-Length: 0\r\nConnection: close\r\n\r\n").utf8))
  }
}

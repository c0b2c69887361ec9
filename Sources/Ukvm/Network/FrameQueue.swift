/// Frames that wait until the guest takes some: bounded, oldest first.
struct FrameQueue {
  static let bytesMax = 1 << 20
  private static let spentMax = 1024

  private var frames: [[UInt8]] = []
  private var head = 0
  private var bytes = 0

  var isEmpty: Bool { head == frames.count }
  var first: [UInt8]? { isEmpty ? nil : frames[head] }

  /// Keeps `frame`, or drops it when there is no more room: TCP will send it again.
  mutating func append(_ frame: [UInt8]) {
    guard bytes + frame.count <= Self.bytesMax else { return }
    bytes += frame.count
    frames.append(frame)
  }

  mutating func removeFirst() {
    guard !isEmpty else { return }
    bytes -= frames[head].count
    frames[head] = []
    head += 1
    guard isEmpty || head >= Self.spentMax else { return }
    frames.removeFirst(head)
    head = 0
  }
}

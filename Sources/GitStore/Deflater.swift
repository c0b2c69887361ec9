import CZlib

/// Deflates one object after another with zlib, as fast as it can.
@safe struct Deflater: ~Copyable {
  /// In memory of its own, because zlib's state points back to it.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Starts zlib; `nil` if there is no memory.
  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard
      unsafe deflateInit_(
        stream, Z_BEST_SPEED, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Deflates `content` by itself; `nil` if zlib fails.
  ///
  /// - Parameter level: `Z_BEST_SPEED`, or `Z_NO_COMPRESSION` for what would not get much shorter.
  mutating func deflate(_ content: [UInt8], _ level: Int32) -> [UInt8]? {
    guard unsafe deflateReset(stream) == Z_OK,
      unsafe deflateParams(stream, level, Z_DEFAULT_STRATEGY) == Z_OK
    else { return nil }
    let room = unsafe Int(deflateBound(stream, UInt(content.count)))
    var code = Z_OK
    let deflated = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, filled in
      unsafe content.withUnsafeBufferPointer { input in
        // zlib does not write to it; its type only dates from before `const`.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room)
        code = unsafe CZlib.deflate(stream, Z_FINISH)
        filled = unsafe room - Int(stream.pointee.avail_out)
      }
    }
    return code == Z_STREAM_END ? deflated : nil
  }
}

import CUkvm
import Glibc
import Solo5

/// A file from which an image is read.
enum ImageFile {
  static func read(_ path: String) throws(MonitorError) -> ELFImage {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try contents(of: path) } catch { throw .system(error) }
    do throws(ImageError) { return try ELFImage(bytes: bytes) } catch {
      throw .image(path: path, error)
    }
  }

  private static func contents(of path: String) throws(SystemError) -> [UInt8] {
    let operation = "read image \(path)"
    let descriptor = try SystemError.check(unsafe ukvm_open(path, O_RDONLY), operation)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw SystemError(operation: operation, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemError(
        operation: operation, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    guard status.st_size <= ELFImage.bytesMax else {
      throw SystemError(operation: operation, code: EFBIG)
    }
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      count = 0
      while count < buffer.count {
        let got = unsafe Glibc.read(
          descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        if got < 0 { failure = errno }
        if got <= 0 { return }
        count += got
      }
    }
    guard failure == 0 else { throw SystemError(operation: operation, code: failure) }
    return bytes
  }
}

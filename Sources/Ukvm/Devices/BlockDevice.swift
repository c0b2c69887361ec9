import CUkvm
import Glibc
import Solo5

/// A file or block device of the host behind a guest's block device.
enum BlockDevice {
  static func open(
    _ path: String, name: String, blockSize: UInt16
  ) throws(MonitorError) -> ManifestEntry.Backing {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try SystemError.check(
        unsafe ukvm_open(path, O_RDWR), "open \(path) for block device \(name)")
    } catch { throw .system(error) }
    let capacity = lseek(descriptor, 0, SEEK_END)
    guard capacity >= Int(blockSize), capacity % Int(blockSize) == 0 else {
      throw .device(
        name: name,
        problem: "\(path) is not a whole number of blocks of \(blockSize) bytes; "
          + "extend it, or give --block-sector-size:\(name)")
    }
    return .block(descriptor: descriptor, capacity: UInt64(capacity), blockSize: blockSize)
  }
}

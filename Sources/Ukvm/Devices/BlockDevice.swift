import CUkvm
import Glibc
import Solo5

/// A file or block device of the host behind a guest's block device.
enum BlockDevice {
  static func attach(
    _ option: BlockOption, name: String, blockSize: UInt16
  ) throws(MonitorError) -> ManifestEntry.Backing {
    let (descriptor, source, isReadOnly): (Int32, String, Bool)
    switch option {
    case .readWrite(let path):
      (descriptor, source, isReadOnly) = (try open(path, O_RDWR, name), path, false)
    case .readOnly(let path):
      (descriptor, source, isReadOnly) = (try open(path, O_RDONLY, name), path, true)
    case .readOnlyDescriptor(let number):
      (descriptor, source, isReadOnly) = (number, "descriptor \(number)", true)
    }
    let capacity = lseek(descriptor, 0, SEEK_END)
    guard capacity >= 0 else {
      throw .system(
        SystemError(operation: "learn the size of \(source) for block device \(name)", code: errno))
    }
    guard capacity >= Int(blockSize), capacity % Int(blockSize) == 0 else {
      throw .device(
        name: name,
        problem: "\(source) is not a whole number of blocks of \(blockSize) bytes; "
          + "extend it, or give --block-sector-size:\(name)")
    }
    return .block(
      descriptor: descriptor, capacity: UInt64(capacity), blockSize: blockSize,
      isReadOnly: isReadOnly)
  }

  private static func open(
    _ path: String, _ mode: Int32, _ name: String
  ) throws(MonitorError) -> Int32 {
    do throws(SystemError) {
      return try SystemError.check(
        unsafe ukvm_open(path, mode), "open \(path) for block device \(name)")
    } catch { throw .system(error) }
  }
}

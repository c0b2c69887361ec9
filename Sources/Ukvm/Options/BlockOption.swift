/// What is to stand behind a declared block device.
package enum BlockOption: Equatable, Sendable {
  /// A file or block device that the guest may write.
  case readWrite(path: String)
  /// A file or block device that the guest can only read.
  case readOnly(path: String)
  /// An inherited descriptor that the guest can only read, whatever else it would allow.
  case readOnlyDescriptor(Int32)
}

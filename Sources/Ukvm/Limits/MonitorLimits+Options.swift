import Solo5

/// What a command line asks for, held against what the image allows.
extension MonitorLimits {
  /// The memory that the guest gets, in MiB.
  func memoryMiB(for options: MonitorOptions) throws(MonitorError) -> Int {
    guard let memoryMiB else { return options.memoryMiB ?? MonitorOptions.memoryMiBDefault }
    guard let asked = options.memoryMiB else { return memoryMiB }
    guard asked <= memoryMiB else {
      throw .refused(
        "policy gives the image \(memoryMiB) MiB of memory, and --mem=\(asked) asks for more; "
          + "leave it out, or change the policy")
    }
    return asked
  }

  /// Refuses ways in that policy does not open, and secrets that the guest could overwrite.
  func checkDevices(of options: MonitorOptions) throws(MonitorError) {
    if let ports {
      for forward in options.forwards where !ports.contains(forward.guestPort) {
        let list = ports.sorted().map(String.init).joined(separator: ", ")
        throw .device(
          name: forward.network,
          problem: "policy opens \(list.isEmpty ? "no port" : "only port \(list)") of the image, "
            + "not \(forward.guestPort); change the policy to forward to it")
      }
    }
    for name in readOnlyDevices.sorted() {
      guard case .readWrite = options.blocks[name] else { continue }
      throw .device(
        name: name,
        problem: "it holds secrets, which the guest may only read; attach it by --block-readonly")
    }
  }
}

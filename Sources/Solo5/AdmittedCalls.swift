package import Vocabulary

/// What the monitor of a target lets a guest ask for; everything else ends the guest.
package enum AdmittedCalls {
  /// The names of the calls admitted to a guest with devices of some kinds, in order.
  package static func names(of target: Target, devices: Set<ManifestEntry.Kind>) -> [String] {
    func isAdmitted(_ device: ManifestEntry.Kind?) -> Bool { device.map(devices.contains) ?? true }
    let names =
      switch target {
      case .hvt: Hypercall.allCases.filter { isAdmitted($0.device) }.map(\.name)
      case .spt: SandboxCall.allCases.filter { isAdmitted($0.device) }.map(\.name)
      }
    return names.sorted()
  }
}

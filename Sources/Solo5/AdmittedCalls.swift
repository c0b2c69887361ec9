package import Vocabulary

/// What the monitor of a target lets a guest ask for; everything else ends the guest.
package enum AdmittedCalls {
  /// The names of the calls admitted to a guest with devices of some kinds, in order.
  package static func names(of target: Target, devices: Set<ManifestEntry.Kind>) -> [String] {
    let names =
      switch target {
      case .hvt:
        Hypercall.allCases.filter { isAdmitted(for: $0.device, among: devices) }.map(\.name)
      case .spt:
        SandboxCall.allCases.filter { isAdmitted(for: $0.device, among: devices) }.map(\.name)
      }
    return names.sorted()
  }

  /// Tells whether a call is admitted that is for a kind of device, or for none in particular.
  package static func isAdmitted(
    for device: ManifestEntry.Kind?, among devices: Set<ManifestEntry.Kind>
  ) -> Bool { device.map(devices.contains) ?? true }
}

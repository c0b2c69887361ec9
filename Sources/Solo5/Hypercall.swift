/// What an hvt guest may ask of its monitor by a 32-bit write to a port.
///
/// The raw value is the port's distance from ``portBase``.
package enum Hypercall: UInt16, CaseIterable, Sendable {
  case wallTime = 1
  case puts
  case poll
  case blockWrite
  case blockRead
  case netWrite
  case netRead
  case halt

  /// The port of hypercall 0, which does not exist.
  package static let portBase: UInt16 = 0x500

  /// What Solo5 calls it, in lower case.
  package var name: String {
    switch self {
    case .wallTime: "walltime"
    case .puts: "puts"
    case .poll: "poll"
    case .blockWrite: "block_write"
    case .blockRead: "block_read"
    case .netWrite: "net_write"
    case .netRead: "net_read"
    case .halt: "halt"
    }
  }

  /// The kind of device that it is for; refused unless one is attached.
  package var device: ManifestEntry.Kind? {
    switch self {
    case .blockWrite, .blockRead: .block
    case .netWrite, .netRead: .network
    case .wallTime, .puts, .poll, .halt: nil
    }
  }
}

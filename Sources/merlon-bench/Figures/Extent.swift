import ArgumentParser

/// The series of measurements, by the paper's figures.
enum FigureName: String, CaseIterable, ExpressibleByArgument {
  case throughput = "3"
  case generation = "4a"
  case reboots = "4b"
  case delay = "4c"
  case memory = "5"
  case tls

  /// Whether servers that speak TLS, or those that do not, take part.
  func needs(isEncrypted: Bool) -> Bool {
    switch self {
    case .throughput, .reboots, .memory: true
    case .generation: false
    case .delay: !isEncrypted
    case .tls: isEncrypted
    }
  }
}

/// How much is measured.
struct Extent {
  var rounds: Int
  let seconds: Int
  let connections: [Int]
  let mechanisms: [Int]
  let reboots: [Int]
  let requests: Int

  /// A few minutes.
  static let quick = Extent(
    rounds: 3, seconds: 1, connections: [1, 16, 64, 256], mechanisms: [0, 2, 4, 6, 8],
    reboots: [1, 2, 4, 8, 16, 32, 64], requests: 2000)
  /// An hour or so.
  static let full = Extent(
    rounds: 5, seconds: 3, connections: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    mechanisms: Array(0...8), reboots: [1, 2, 4, 8, 16, 32, 64], requests: 20_000)
}

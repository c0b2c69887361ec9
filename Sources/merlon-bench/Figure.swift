import Foundation

/// Numbers for people: three digits are enough.
enum Figure {
  static func text(_ value: Double) -> String {
    value.rounded() == value || value >= 100
      ? String(Int(value.rounded())) : String(format: "%.1f", value)
  }
}

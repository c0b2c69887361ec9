/// The mechanisms in the order in which they are added, with options that let the load through.
struct Mechanisms {
  /// The verifier of alice's password.
  let verifier: String

  static let password = "wonderland"
  /// `alice:wonderland`.
  static let credentials = "Basic YWxpY2U6d29uZGVybGFuZA=="
  /// How many the secured unikernel of figures 3, 4c and 5 has.
  static let usual = 6
  static let most = 8

  /// The lines of an image's `modules`, for the first `count` of them.
  func lines(_ count: Int) -> [String] {
    let all = [
      "basic-auth: {realm: bench, users: {alice: \"\(verifier)\"}}",
      "access-control: {anonymous: deny, resources: {/private: [alice]}}",
      "ip-allowlist: {networks: [10.0.0.0/8]}",
      "rate-limit: {rate: 10000000, burst: 1000000}",
      "security-headers: {}",
      "request-filter: {}",
      "request-log: {}",
      "firewall: {allow: [tcp 80 from 10.0.0.0/8, tcp 443 from 10.0.0.0/8]}",
    ]
    return Array(all.prefix(count))
  }
}

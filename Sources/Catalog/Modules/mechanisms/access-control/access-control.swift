// The paper's access control (§V.A): its procedure is given the request and says whether access
// is granted, from two configuration points that are sealed into the image.

/// The status that refuses a request.
private let forbidden: Int32 = 403

/// Decides on one request: 0 grants it, 403 refuses it.
@c(access_control_http_request)
public func accessControl(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  let path = http_text(bytes: pathBytes(request), length: request.pointee.path_length)
  let principal = request.pointee.principal
  var isListed = false
  for index in 0..<access_control_rule_count() {
    let rule = access_control_rule(index)
    guard covers(rule.resource, path) else { continue }
    isListed = true
    if principal.length > 0, isSame(rule.principal, principal) { return 0 }
  }
  if isListed { return forbidden }
  return principal.length > 0 || access_control_allows_anonymous() ? 0 : forbidden
}

/// Where the path begins: it is stored inside the request.
private func pathBytes(_ request: UnsafeMutablePointer<http_request>) -> UnsafePointer<CChar> {
  let offset = MemoryLayout<http_request>.offset(of: \.path) ?? 0
  return UnsafePointer(
    UnsafeRawPointer(request).advanced(by: offset).assumingMemoryBound(to: CChar.self))
}

/// Tells whether `path` is `resource` or below it: `/admin` covers `/admin/x`, not `/adminx`.
private func covers(_ resource: http_text, _ path: http_text) -> Bool {
  guard path.length >= resource.length, resource.length > 0 else { return false }
  for index in 0..<resource.length where resource.bytes[index] != path.bytes[index] {
    return false
  }
  let slash = CChar(bitPattern: UInt8(ascii: "/"))
  return path.length == resource.length || path.bytes[resource.length] == slash
    || resource.bytes[resource.length - 1] == slash
}

/// Compares two names that are no secrets.
private func isSame(_ left: http_text, _ right: http_text) -> Bool {
  guard left.length == right.length else { return false }
  for index in 0..<left.length where left.bytes[index] != right.bytes[index] { return false }
  return true
}

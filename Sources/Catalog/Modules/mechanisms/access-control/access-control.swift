// The paper's access control (§V.A): its procedure is given the request and says whether access
// is granted, from two configuration points that are sealed into the image.

/// The status that refuses a request.
private let forbidden: Int32 = 403

/// Decides on one request: 0 grants it, 403 refuses it.
///
/// Every resource that covers the request must accept its principal: one more resource can only
/// keep more out, whatever requirement brings it.
@c(access_control_http_request)
public func accessControl(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  let principal = request.pointee.principal
  var isListed = false
  for resource in 0..<access_control_resource_count()
  where access_control_covers(resource, request) {
    guard access_control_accepts(resource, principal) else { return forbidden }
    isListed = true
  }
  if isListed { return 0 }
  return principal.length > 0 || access_control_allows_anonymous() ? 0 : forbidden
}

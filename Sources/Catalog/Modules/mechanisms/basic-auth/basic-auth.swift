// Who asks, by the Authorization field of the request (RFC 7617).

/// Sets the request's principal when its credentials are right; refuses only to try too often.
///
/// The field that was right is kept for the connection, so that another request on it costs a
/// comparison; its digest is kept for other connections, so that PBKDF2 is paid once.
@c(basic_auth_http_request)
public func basicAuthRequest(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  guard let session = request.pointee.session else { return 0 }
  let field = request.pointee.authorization
  guard isBasic(field) else { return 0 }
  if http_session_recognise(request, field, 0) { return 0 }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
    guard let digest = digest.baseAddress else { return 0 }
    basic_auth_digest(field, digest)
    var user = basic_auth_known(digest)
    if user < 0 {
      let wait = basic_auth_wait(session)
      guard wait == 0 else { return http_refuse_for(request, wait) }
      user = basic_auth_user_of(field)
      guard user >= 0 else {
        basic_auth_was_wrong(session)
        return 0
      }
      basic_auth_learn(digest, user)
    }
    basic_auth_was_right(session)
    request.pointee.principal = basic_auth_user_name(user)
    _ = http_session_remember(session, field, request.pointee.principal, UInt64.max)
    return 0
  }
}

/// Tells a refused client that credentials would help.
@c(basic_auth_http_response)
public func basicAuthResponse(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  if request.pointee.status == 403 || request.pointee.status == 401,
    request.pointee.principal.length == 0
  {
    basic_auth_challenge(request)
  }
  return 0
}

/// Whether the field's scheme is this one.
private func isBasic(_ field: http_text) -> Bool {
  let scheme: StaticString = "basic "
  guard field.length > 6 else { return false }
  for index in 0..<6
  where UInt8(bitPattern: field.bytes[index]) | 0x20 != scheme.utf8Start[index] | 0x20 {
    return false
  }
  return true
}

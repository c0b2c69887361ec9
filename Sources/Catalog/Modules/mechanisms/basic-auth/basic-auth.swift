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
      user = verifiedUser(field)
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

/// Returns the index of the user whose credentials `field` holds, or -1.
private func verifiedUser(_ field: http_text) -> Int32 {
  let capacity = Int(BASIC_AUTH_CREDENTIALS_MAX)
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
    let length = decode(field, into: buffer)
    guard let bytes = buffer.baseAddress, length > 0 else { return -1 }
    let colon = CChar(bitPattern: UInt8(ascii: ":"))
    var split = 0
    while split < length, bytes[split] != colon { split += 1 }
    guard split < length else { return -1 }
    let name = http_text(bytes: bytes, length: split)
    let password = http_text(bytes: bytes + split + 1, length: length - split - 1)
    var user: Int32 = -1
    for index in 0..<basic_auth_user_count() where isSame(basic_auth_user_name(index), name) {
      user = index
    }
    let isRight = basic_auth_verify(user, password)
    for index in 0..<length { buffer[index] = 0 }
    return isRight ? user : -1
  }
}

/// Decodes the TOKEN68 after `Basic ` into `buffer` and returns the count of bytes, or 0.
private func decode(_ field: http_text, into buffer: UnsafeMutableBufferPointer<CChar>) -> Int {
  var (group, bits, count): (UInt32, UInt32, Int) = (0, 0, 0)
  for index in 6..<field.length {
    let byte = UInt8(bitPattern: field.bytes[index])
    if byte == UInt8(ascii: "=") { break }
    guard let value = base64Value(byte), count < buffer.count else { return 0 }
    group = group << 6 | value
    bits += 6
    if bits >= 8 {
      bits -= 8
      buffer[count] = CChar(truncatingIfNeeded: group >> bits)
      count += 1
    }
  }
  return count
}

private func base64Value(_ byte: UInt8) -> UInt32? {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}

/// Compares two names that are no secrets.
private func isSame(_ left: http_text, _ right: http_text) -> Bool {
  guard left.length == right.length else { return false }
  for index in 0..<left.length where left.bytes[index] != right.bytes[index] { return false }
  return true
}

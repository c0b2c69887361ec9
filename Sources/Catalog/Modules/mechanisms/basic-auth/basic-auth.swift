// Who asks, by the Authorization field of the request (RFC 7617).

/// Sets the request's principal when its credentials are right; never refuses.
///
/// The digest of the last field that was right is kept for the connection, so that the cost of
/// PBKDF2 is paid once and not with every request.
@c(basic_auth_http_request)
public func basicAuthRequest(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  guard let session = request.pointee.session else { return 0 }
  var field = http_text()
  guard http_request_field(request, "authorization", &field) else { return 0 }
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
    guard let digest = digest.baseAddress, let cached = cachedDigest(of: session) else { return 0 }
    basic_auth_digest(field, digest)
    if session.pointee.credentials_cached, basic_auth_same(digest, cached) {
      request.pointee.principal = basic_auth_user_name(session.pointee.principal)
      return 0
    }
    let user = verifiedUser(field)
    guard user >= 0 else { return 0 }
    for index in 0..<32 { cached[index] = digest[index] }
    session.pointee.credentials_cached = true
    session.pointee.principal = user
    request.pointee.principal = basic_auth_user_name(user)
    return 0
  }
}

/// Tells a refused client that credentials would help.
@c(basic_auth_http_response)
public func basicAuthResponse(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  if request.pointee.status == 403, request.pointee.principal.length == 0 {
    http_response_field(request, "WWW-Authenticate", basic_auth_challenge())
  }
  return 0
}

/// Where the session keeps the digest.
private func cachedDigest(
  of session: UnsafeMutablePointer<http_session>
) -> UnsafeMutablePointer<UInt8>? {
  guard let offset = MemoryLayout<http_session>.offset(of: \.credentials_digest) else { return nil }
  return UnsafeMutableRawPointer(session).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
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

/// Decodes `Basic TOKEN68` into `buffer` and returns the count of bytes, or 0.
private func decode(_ field: http_text, into buffer: UnsafeMutableBufferPointer<CChar>) -> Int {
  let scheme: StaticString = "basic "
  guard field.length > 6 else { return 0 }
  for index in 0..<6 {
    guard UInt8(bitPattern: field.bytes[index]) | 0x20 == scheme.utf8Start[index] | 0x20 else {
      return 0
    }
  }
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

// What the image calls for each request before it is answered; `http-server.h` says what it may
// read. Options are constants that are compiled in.

/// Judges one request: 0 lets it pass, any other value is the status that refuses it.
@c(query_limit_http_request)
public func judge(_ request: UnsafeMutablePointer<http_request>) -> Int32 {
  let isRefused = isTooLong(request.pointee.target.length, limit: Int(MERLON_OPTION_BYTES))
  return isRefused ? 414 : 0
}

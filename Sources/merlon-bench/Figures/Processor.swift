import CLoadClient

/// Which processor a thread, and what it starts, may use.
enum Processor {
  /// Runs `body` on the first processor, where servers run, and goes back to the second.
  static func first<Value>(_ body: () throws -> Value) throws -> Value {
    guard merlon_use_processor(0) else { throw Failure("processor 0 may not be used here") }
    defer { _ = merlon_use_processor(1) }
    return try body()
  }
}

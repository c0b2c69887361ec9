package import Glibc

/// How every program is started here: with no signal blocked or ignored, as threads of Dispatch have
/// them, and in a process group of its own unless it is said, so that Ctrl-C at a terminal is for
/// whoever started it to answer.
package enum SpawnAttributes {
  /// Lends the attributes to `posix_spawn`, and returns what that does.
  ///
  /// - Parameter leads: Whether the program leads a process group of its own.
  package static func with(
    leads: Bool = true, _ body: (inout posix_spawnattr_t) -> Int32
  ) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(leads ? flags | POSIX_SPAWN_SETPGROUP : flags))
    return body(&attributes)
  }
}

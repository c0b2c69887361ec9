import Foundation
import Glibc

/// A wall clock for a fleet's programs that can be set, before the calls that they make.
package final class SteppedClock: Sendable {
  private let path: String

  /// Has all programs that the fleet starts from now on read this clock.
  package init(of fleet: Fleet) async throws {
    path = fleet.root + "/clock"
    try Data(count: 8).write(to: URL(filePath: path))
    let (source, library) = (fleet.root + "/clock.c", fleet.root + "/clock.so")
    try Data(Self.source.utf8).write(to: URL(filePath: source))
    let outcome = try await fleet.run(
      "clang", ["-shared", "-fPIC", "-O1", "-o", library, source])
    guard outcome.status == 0 else { throw ChildError("clang", outcome.description) }
    fleet.environment["LD_PRELOAD"] = library
    fleet.environment["MERLON_TEST_CLOCK"] = path
  }

  /// Sets it so many seconds before or behind the real one, for programs that run, too.
  package func step(to seconds: Int) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ChildError("clock", String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var value = Int64(seconds)
    guard pwrite(descriptor, &value, 8, 0) == 8 else { throw ChildError("clock", "not written") }
  }

  private static let source = """
    #include <fcntl.h>
    #include <stdlib.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>
    static volatile long *offset;
    __attribute__((constructor)) static void begin(void) {
      const char *path = getenv("MERLON_TEST_CLOCK");
      int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
      if (file < 0) return;
      void *page = mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
      if (page != MAP_FAILED) offset = page;
      close(file);
    }
    int clock_gettime(clockid_t clock, struct timespec *now) {
      int status = syscall(SYS_clock_gettime, clock, now);
      if (!status && clock == CLOCK_REALTIME && offset) now->tv_sec += *offset;
      return status;
    }
    int gettimeofday(struct timeval *now, void *zone) {
      struct timespec precise;
      (void)zone;
      clock_gettime(CLOCK_REALTIME, &precise);
      now->tv_sec = precise.tv_sec;
      now->tv_usec = precise.tv_nsec / 1000;
      return 0;
    }
    time_t time(time_t *now) {
      struct timespec precise;
      clock_gettime(CLOCK_REALTIME, &precise);
      if (now) *now = precise.tv_sec;
      return precise.tv_sec;
    }

    """
}

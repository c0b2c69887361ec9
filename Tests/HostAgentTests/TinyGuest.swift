import Foundation
import HostAgent
import TestSupport
import Vocabulary

/// The smallest spt guest: says a line, waits if told to, exits with a status if told to.
enum TinyGuest {
  /// What a guest does after its first line.
  enum Behaviour: String, CaseIterable {
    /// Waits for ever.
    case stays = "-DSTAYS"
    /// Waits for ever, too, and is another image.
    case remains = "-DSTAYS=2"
    /// Ends at once with status 3.
    case ends = "-DENDS"
    /// Ends with status 4 after a second and a half.
    case falters = "-DFALTERS"
  }

  /// The monitor beside the tests, or where `MERLON_UKVM` says.
  static let monitor = HostAgent.findMonitor(
    environment: ProcessInfo.processInfo.environment.filter { $0.key == "MERLON_UKVM" },
    executable: "/proc/self/exe")

  private static let images: [Behaviour: [UInt8]] = {
    var images: [Behaviour: [UInt8]] = [:]
    for behaviour in Behaviour.allCases { images[behaviour] = build(behaviour) }
    return images
  }()

  /// Why guests cannot run here, or `nil` if they can.
  static var obstacle: String? {
    if monitor == nil { return "no merlon-ukvm beside the tests; build it or set MERLON_UKVM" }
    if images.isEmpty { return "no clang in PATH" }
    return nil
  }

  /// Whether guests can run here; prints why not.
  static let isAvailable: Bool = {
    if let obstacle { print("HostAgentTests: skipped what needs a guest: \(obstacle)") }
    return obstacle == nil
  }()

  /// The bytes of a guest.
  static func image(_ behaviour: Behaviour) -> [UInt8] { images[behaviour] ?? [] }

  private static func build(_ behaviour: Behaviour) -> [UInt8]? {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "merlon-guest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try source.write(to: folder.appending(path: "g.c"), atomically: false, encoding: .utf8)
      try script.write(to: folder.appending(path: "g.ld"), atomically: false, encoding: .utf8)
      let clang = try Tool.run(
        [
          "clang", "-target", "x86_64-unknown-linux-gnu", "-Os", "-ffreestanding", "-fno-pic",
          "-fno-stack-protector", "-nostdlib", "-static", "-fuse-ld=lld", behaviour.rawValue,
          "-Wl,-T,g.ld,-z,max-page-size=0x1000,--build-id=none", "g.c", "-o", "g.spt",
        ], in: folder.path)
      // Not found; a build that fails is another matter, and fails the tests.
      if clang.ending == .exited(127) { return nil }
      guard clang.isSuccess else { return [] }
      return try Array(Data(contentsOf: folder.appending(path: "g.spt")))
    } catch {
      return nil
    }
  }

  private static let script = """
    ENTRY(_start)
    PHDRS {
      text PT_LOAD FLAGS(5);
      rodata PT_LOAD FLAGS(4);
      abi PT_NOTE FLAGS(4);
      manifest PT_NOTE FLAGS(4);
    }
    SECTIONS {
      . = 0x100000;
      .text : { *(.text .text.*) } :text
      . = ALIGN(0x1000);
      .note.abi : ALIGN(8) { KEEP(*(.note.abi)) } :rodata :abi
      .note.manifest : ALIGN(8) { KEEP(*(.note.manifest)) } :rodata :manifest
      .rodata : { *(.rodata .rodata.*) } :rodata
      /DISCARD/ : { *(.comment) *(.eh_frame*) *(.note.gnu.*) *(.note.GNU-stack) }
    }
    """

  private static let source = #"""
    typedef unsigned int u32;
    typedef unsigned long u64;
    __attribute__((section(".note.abi"), used, aligned(8)))
    static const struct { u32 owner, size, type; char name[8]; u32 target, version; u64 none; }
      __attribute__((packed)) abi = {6, 16, 0x31494241, "Solo5", 2, 2, 0};
    __attribute__((section(".note.manifest"), used, aligned(8)))
    static const struct {
      u32 owner, size, type; char name[8]; u32 pad, version, count;
      struct { char name[68]; u32 type; char rest[32]; } entry;
    } __attribute__((packed)) manifest = {
      6, 116, 0x3154464d, "Solo5", 0, 1, 1, {"", 0x40000000, ""}};
    static long call(long nr, long a, long b, long c, long d) {
      register long r10 __asm__("r10") = d;
      register long r8 __asm__("r8") = 0;
      register long r9 __asm__("r9") = 0;
      long result;
      __asm__ volatile("syscall" : "=a"(result)
        : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
        : "rcx", "r11", "memory");
      return result;
    }
    struct boot { u64 memory, end; char *line; void *manifest; int epoll, timer; };
    __attribute__((noreturn)) void _start(struct boot *boot) {
      static const char words[] = "the tiny guest is up\n";
      char events[12];
      call(1, 1, (long)words, sizeof words - 1, 0);
    #ifdef STAYS
      static const int which __attribute__((used)) = STAYS;
      for (;;) call(281, boot->epoll, (long)events, 1, -1);
    #endif
    #ifdef FALTERS
      struct { long zero[2], seconds, nanoseconds; } when = {{0, 0}, 1, 500000000};
      call(286, boot->timer, 0, (long)&when, 0);
      call(281, boot->epoll, (long)events, 1, -1);
      call(231, 4, 0, 0, 0);
    #endif
      call(231, 3, 0, 0, 0);
      for (;;) {}
    }
    """#
}

import Foundation
import TestSupport
import Testing
import Toolchains
import Vocabulary

/// What the library OS does with code that goes wrong, in images that the monitor boots.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct HardeningTests {
  /// A module's faults: C for what it does, and what ends the image.
  static let faults: [(name: String, source: String, console: String, ending: Child.Ending)] = [
    (
      "a stack that grows out of its place meets constants, not the heap",
      """
      static volatile int limit = 1 << 30;
      static int descend(int depth) {
        volatile char room[1000];
        room[depth % 1000] = (char)depth;
        if (depth == 300) merlon_puts("executed");
        return depth < limit ? descend(depth + 1) + room[depth % 1000] : 0;
      }
      void probe_start(void) { merlon_put_unsigned((uint64_t)descend(0)); }
      """, "", .signalled(SIGSEGV)
    ),
    (
      "an overrun on the stack is noticed",
      """
      static volatile int length = 64;
      static void overrun(void) {
        volatile char room[16];
        for (int i = 0; i < length; i++) room[i] = 0x41;
      }
      void probe_start(void) { overrun(); }
      """, "stack corruption detected\n", .exited(255)
    ),
    (
      "a block that is freed twice is noticed",
      """
      #include <stdlib.h>
      void probe_start(void) { void *block = malloc(40); free(block); free(block); }
      """, "heap corruption detected\n", .exited(255)
    ),
    (
      "constants cannot be written",
      """
      static const int fixed[4] = {1, 2, 3, 4};
      static const int *volatile where = fixed;
      void probe_start(void) { *(volatile int *)(uintptr_t)where = 5; }
      """, "", .signalled(SIGSEGV)
    ),
    (
      "code cannot be written",
      """
      void probe_start(void) { *(volatile char *)(uintptr_t)probe_start = 0; }
      """, "", .signalled(SIGSEGV)
    ),
    (
      "the heap cannot be executed",
      """
      #include <stdlib.h>
      void probe_start(void) {
        volatile unsigned char *code = malloc(40);
        code[0] = 0xc3;
        ((void (*)(void))(uintptr_t)code)();
        merlon_puts("executed");
      }
      """, "", .signalled(SIGSEGV)
    ),
    (
      "the stack cannot be executed",
      """
      void probe_start(void) {
        volatile unsigned char code[16] = {0xc3};
        ((void (*)(void))(uintptr_t)code)();
        merlon_puts("executed");
      }
      """, "", .signalled(SIGSEGV)
    ),
  ]

  @Test(arguments: faults.indices) func `a fault ends the image`(index: Int) async throws {
    let fault = Self.faults[index]
    let workshop = try await Workshop()
    let source = "#include <merlon.h>\nvoid probe_start(void);\n\(fault.source)\n"
    let image = try await workshop.build([try ProbeModule.sealed(source: source)])
    let file = workshop.scratch.path + "/image.spt"
    try Data(image.bytes).write(to: URL(filePath: file))
    let monitor = try Child(
      E2E.merlon + "-ukvm", ["--mem=8", "--", file], environment: [:],
      folder: workshop.scratch.path, label: workshop.scratch.path + "/run")
    #expect(try await monitor.wait() == fault.ending, "\(fault.name)")
    #expect(monitor.output.hasSuffix(fault.console), "\(fault.name): \(monitor.output)")
    #expect(!monitor.output.contains("executed"), "\(fault.name)")
  }
}

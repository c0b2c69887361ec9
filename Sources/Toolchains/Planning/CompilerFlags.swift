/// What every compiler and the linker are told, the same for every image.
///
/// Integers only, so that one object of a module serves both targets: the spt tender gives no
/// floating-point state, and u₀ sets none up on hvt.
enum CompilerFlags {
  static let target = ["-target", "x86_64-unknown-none-elf"]

  static let c =
    ["--no-default-config"] + target + [
      "-std=c11", "-Os", "-ffreestanding", "-fno-pic", "-mno-red-zone", "-mgeneral-regs-only",
      "-ffunction-sections", "-fdata-sections", "-fstack-protector-strong",
      "-mstack-protector-guard=global",
    ]
  static let strict = ["-Wall", "-Wextra", "-Werror"]
  /// Debian's sources are compiled as they are.
  static let lenient = ["-w"]

  static let assembly = ["--no-default-config"] + target

  /// For the compiler itself; a driver in between takes a third as long as a small module.
  ///
  /// All of a module's files are one unit to it, and it imports the header itself instead of a
  /// precompiled one.
  static let swift =
    target + [
      "-disable-objc-interop", "-enable-experimental-feature", "Embedded", "-parse-as-library",
      "-Osize", "-no-auto-bridging-header-chaining",
    ]
  /// For the compiler of C inside the Swift compiler.
  static let swiftImporter = ["-mno-sse", "-mno-sse2", "-mno-mmx", "-ffreestanding"]

  static let link = [
    "-static", "-no-pie", "-nostdlib", "--gc-sections", "-z", "max-page-size=0x1000",
    "--build-id=none", "-z", "noexecstack", "--strip-all",
  ]

  /// All of them, for the identity of the toolchain.
  static let all = [c, strict, lenient, assembly, swift, swiftImporter, link]
}

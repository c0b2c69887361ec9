import Inventory
import TestSupport
import Vocabulary

extension ImageContents {
  /// An image with everything that contents can have.
  static let full: ImageContents = {
    var sizes = Sizes()
    (sizes.code, sizes.constants, sizes.data, sizes.zero) = (1, 2, 3, 4)
    let digest = Digest(bytes: [UInt8](repeating: 0xab, count: 32))
    let package = SourcePackage(name: "c++lib", version: "1:2.0+dfsg~1-3", files: ["a.c"])
    return ImageContents(
      image: "web", target: .spt, key: digest, digest: digest, layoutSeed: .max - 1,
      toolchain: ["clang": "clang version 1"],
      modules: [
        Module(
          name: "lwip", version: "0.0.0", role: "library", tree: digest, options: [:],
          requires: [], packages: [package], sizes: sizes),
        Module(
          name: "access-control", version: "1.2.3", role: "mechanism", tree: digest,
          options: ["resources": .object(["/\u{1}\"": .array([.string("alice")])])],
          requires: ["lwip"],
          packages: [package, SourcePackage(name: "other", version: nil, files: [])],
          sizes: sizes),
      ],
      base: sizes, hooks: [Hook(name: "http.request", owner: "lwip", calls: ["a.f", "b.g"])],
      segments: [Segment(address: 0x10_0000, byteCount: 4096, protection: "r-x")],
      devices: ["service (NET_BASIC)"], calls: ["read"],
      symbols: [
        Symbol(name: "_start", module: nil, address: 0x10_0000, byteCount: 12),
        Symbol(name: "tcp_input", module: "lwip", address: 0x10_0010, byteCount: 1),
      ])
  }()
}

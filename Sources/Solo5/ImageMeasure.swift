/// What can be read off the bytes of a built image of what an attacker meets.
package struct ImageMeasure: Hashable, Sendable {
  /// Bytes of code: what the file has of executable segments.
  package let textBytes: Int
  /// The devices that its manifest declares, in the order of their names.
  package let devices: [Device]
  /// The calls to monitor or kernel in its code, by name: see ``CallSites``.
  package let calls: [String]

  /// One device of the manifest.
  package struct Device: Hashable, Sendable, CustomStringConvertible {
    /// Its name.
    package let name: String
    /// Its kind.
    package let kind: ManifestEntry.Kind

    /// Names a device.
    package init(name: String, kind: ManifestEntry.Kind) {
      self.name = name
      self.kind = kind
    }

    /// Both: `service (NET_BASIC)`.
    package var description: String { "\(name) (\(kind.name))" }
  }

  /// Measures an image.
  ///
  /// - Throws: `ImageError` for a file that no monitor of Merlon's would load into whatever memory.
  package init(of bytes: [UInt8]) throws(ImageError) {
    let image = try ELFImage(bytes: bytes)
    guard let target = image.abi.known else {
      throw .unsupported(target: image.abi.target, version: image.abi.version)
    }
    let code = try image.loadPlan(memoryBytes: .max).code
    textBytes = code.reduce(0) { $0 + $1.file.count }
    devices = image.manifest.entries.compactMap { entry in
      entry.kind.map { Device(name: entry.name, kind: $0) }
    }.sorted { $0.name < $1.name }
    calls = Set(code.flatMap { CallSites.names(in: bytes[$0.file], for: target) }).sorted()
  }
}

package import Policy
package import Vocabulary

/// Generates the ELF notes of an image: two that tenders read, and Merlon's own.
package enum Notes {
  /// Writes the assembly; the link script gives each note a program header of its own.
  package static func text(
    target: Target, devices: [BuildRecipe.Device], merlon: JSON
  ) -> String {
    section("note.solo5.abi", abi(target)) + section("note.solo5.manifest", manifest(devices))
      + section("note.merlon", merlonNote(merlon)) + AssemblyText.ending
  }

  /// The note that says which tender can run the image: Solo5 ABI version 2.
  package static func abi(_ target: Target) -> [UInt8] {
    let number: UInt32 =
      switch target {
      case .hvt: 1
      case .spt: 2
      }
    return header(owner: "Solo5", descriptionBytes: 16, type: 0x3149_4241)
      + words([number, 2, 0, 0])
  }

  /// The note that declares the image's devices; the handle of a device is its place, from 1.
  ///
  /// The size counts the 4 bytes that align the manifest within the note.
  package static func manifest(_ devices: [BuildRecipe.Device]) -> [UInt8] {
    let count = devices.count + 1
    var note = header(owner: "Solo5", descriptionBytes: 12 + 104 * count, type: 0x3154_464d)
    note += words([0, 1, UInt32(count)])
    note += entry(name: "", type: 0x4000_0000)
    for device in devices {
      switch device.kind {
      case .block: note += entry(name: device.name, type: 1)
      case .net: note += entry(name: device.name, type: 2)
      }
    }
    return note
  }

  /// The note by which an image names itself; tenders skip it.
  package static func merlonNote(_ content: JSON) -> [UInt8] {
    let description = Array(content.canonical.utf8)
    let padding = (4 - description.count % 4) % 4
    return header(owner: "Merlon", descriptionBytes: description.count, type: 0x314e_4d4d)
      + description + [UInt8](repeating: 0, count: padding)
  }

  private static func section(_ name: String, _ note: [UInt8]) -> String {
    ".section .\(name), \"a\", @note\n.balign 4\n" + AssemblyText.bytes(note)
  }

  /// Both owners fill 8 bytes with their padding.
  private static func header(owner: String, descriptionBytes: Int, type: UInt32) -> [UInt8] {
    let name = Array(owner.utf8) + [0]
    return words([UInt32(name.count), UInt32(descriptionBytes), type]) + name
      + [UInt8](repeating: 0, count: 8 - name.count)
  }

  private static func entry(name: String, type: UInt32) -> [UInt8] {
    Array(name.utf8) + [UInt8](repeating: 0, count: 68 - name.utf8.count) + words([type])
      + [UInt8](repeating: 0, count: 32)
  }

  private static func words(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }
}

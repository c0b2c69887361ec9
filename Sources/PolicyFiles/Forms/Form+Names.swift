import Vocabulary

extension Form {
  /// The name of a `Subject`.
  static func name<Subject>(of _: Subject.Type = Subject.self) -> Form
  where Value == Name<Subject> {
    Form(
      "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", maxLength: 63,
      complaint: { text, _ in "\"\(text)\" is not a name" },
      hint: { _ in "1 to 63 of a–z, 0–9 and -, with a letter or digit at both ends" },
      parse: { Name<Subject>($0) })
  }
}

extension Form where Value == String {
  /// Somebody who signs, as `.merlon/allowed_signers` names them.
  static let signer = Form(
    "^[!-+\\--~]+$", maxLength: 255,
    complaint: { text, _ in "\"\(text)\" is not the name of a signer" },
    hint: { _ in "the first word of a line of .merlon/allowed_signers, mostly an e-mail address" },
    parse: { text in
      let isWord = text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ",") }
      return isWord && (1...255).contains(text.utf8.count) ? text : nil
    })

  /// The key of a label, as in Kubernetes: a name, and before it perhaps a domain and `/`.
  static let labelKey = Form(
    "^(\(domain)/)?\(labelWord)$", maxLength: 317,
    complaint: { text, _ in "\"\(text)\" is not the name of a label" },
    hint: { _ in
      "1 to 63 of A–Z, a–z, 0–9, -, _ and ., with a letter or digit at both ends; "
        + "perhaps a domain and / before it"
    },
    parse: { text in
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard let name = parts.last, parts.count <= 2, !name.isEmpty, isLabelWord(name) else {
        return nil
      }
      return parts.count == 1 || isDomain(parts[0]) ? text : nil
    })

  /// The value of a label, as in Kubernetes.
  static let labelValue = Form(
    "^(\(labelWord))?$", maxLength: 63,
    complaint: { text, noun in "\(noun.text) cannot be \"\(text)\"" },
    hint: { _ in "at most 63 of A–Z, a–z, 0–9, -, _ and ., with a letter or digit at both ends" },
    parse: { isLabelWord($0[...]) ? $0 : nil })

  private static var labelWord: String { "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?" }
  private static var domain: String {
    "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
  }

  private static func isLabelWord(_ text: Substring) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last else { return true }
    return bytes.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
      && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isDomain(_ text: Substring) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        part.utf8.first != UInt8(ascii: "-") && part.utf8.last != UInt8(ascii: "-")
          && !part.isEmpty
          && part.utf8.allSatisfy {
            isAlphanumeric($0) && !(0x41...0x5a).contains($0) || $0 == UInt8(ascii: "-")
          }
      }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }
}

extension Form where Value == String {
  /// Any key.
  static let anyKey = Form(
    "", complaint: { text, _ in "\"\(text)\" is not a key" }, hint: { _ in nil }, parse: { $0 })

  /// The name of a function in C, as it goes into generated sources.
  static let cFunction = Form.matching(
    "^[a-z_][a-z0-9_]*$", maxLength: 256,
    complaint: { text, _ in "\"\(text)\" is not the name of a C function" },
    hint: "a–z, 0–9 and _, not beginning with a digit")

  /// The name of a hook.
  static let hook = Form.matching(
    "^[a-z.]+$", maxLength: 256,
    complaint: { _, _ in "a hook's name has a–z and dots, as http.request" })

  /// The name of a device in a Solo5 manifest.
  static let device = Form.matching(
    "^[A-Za-z0-9]+$", maxLength: 67,
    complaint: { _, _ in "a device's name has 1 to 67 ASCII letters and digits" })

  /// The name of a Debian source package, which is a folder's too.
  static let sourcePackage = Form.matching(
    "^[a-z0-9][a-z0-9+.-]+$", maxLength: 128,
    complaint: { text, _ in "\"\(text)\" is not a source package's name" })
}

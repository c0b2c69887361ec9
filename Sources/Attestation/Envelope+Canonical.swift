import Vocabulary

extension Envelope {
  private static let head = Array("{\"payload\":\"".utf8)
  private static let type = Array("\",\"payloadType\":\"\(payloadType)\",\"signatures\":[".utf8)
  private static let keyHead = Array("{\"keyid\":\"".utf8)
  private static let signatureHead = Array("\",\"sig\":\"".utf8)

  /// Reads a line that is exactly as `line` writes it; `nil` for every other one, which may be an
  /// envelope all the same.
  ///
  /// Nearly all of a line is base 64, which needs no reader of JSON.
  package init?(canonical line: [UInt8]) {
    var rest = line[...]
    guard Self.take(Self.head, from: &rest), let payload = Self.word(from: &rest),
      Self.take(Self.type, from: &rest)
    else { return nil }
    var signatures: [Signature] = []
    repeat {
      guard Self.take(Self.keyHead, from: &rest), let name = Self.word(from: &rest),
        Self.take(Self.signatureHead, from: &rest), let text = Self.word(from: &rest),
        Self.take(Array("\"}".utf8), from: &rest),
        let bytes = Base64.decode(text)
      else { return nil }
      signatures.append(Signature(keyID: String(decoding: name, as: UTF8.self), bytes: bytes))
    } while Self.take(Array(",".utf8), from: &rest)
    guard rest.elementsEqual("]}".utf8),
      let bytes = Base64.decode(payload)
    else { return nil }
    self.init(payload: bytes, signatures: signatures)
  }

  private static func take(_ text: [UInt8], from rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.starts(with: text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  /// Takes what stands before the next quotation mark, if nothing in it is escaped or is not plain.
  private static func word(from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    let word = rest[..<end]
    guard word.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }) else {
      return nil
    }
    rest = rest[end...]
    return word
  }
}

import Vocabulary

/// A signed statement on one line: a DSSE v1 envelope.
package struct Envelope: Hashable, Sendable {
  /// The payload type of in-toto statements.
  package static let payloadType = "application/vnd.in-toto+json"

  /// One signature and the name of the key that should verify it.
  package struct Signature: Hashable, Sendable {
    /// The SSH fingerprint `SHA256:…` of the key: a hint, never proof.
    package let keyID: String
    /// The 64 bytes of an Ed25519 signature.
    package let bytes: [UInt8]

    /// Makes a signature.
    package init(keyID: String, bytes: [UInt8]) {
      self.keyID = keyID
      self.bytes = bytes
    }
  }

  /// What was signed: the bytes of a statement's JSON, exactly as they were.
  package let payload: [UInt8]
  /// Who signed it; at least one.
  package let signatures: [Signature]

  /// Makes an envelope of its parts.
  package init(payload: [UInt8], signatures: [Signature]) {
    self.payload = payload
    self.signatures = signatures
  }

  /// Puts `statement` into an envelope that `sign` signs.
  package init<Failure: Error>(
    sealing statement: Statement, keyID: String,
    sign: (_ message: [UInt8]) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    let payload = statement.json.canonicalBytes
    let signature = try sign(Self.signedBytes(of: payload))
    self.init(payload: payload, signatures: [Signature(keyID: keyID, bytes: signature)])
  }

  /// What a signature is over: DSSE's pre-authentication encoding of `payload`.
  ///
  /// `"DSSEv1 " + length(type) + " " + type + " " + length(payload) + " " + payload`
  package static func signedBytes(of payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
  }

  /// What the signatures of this envelope are over.
  package var signedBytes: [UInt8] { Self.signedBytes(of: payload) }

  /// The envelope as one line of canonical JSON, without a final newline.
  package var line: String {
    let signatures = JSON.array(
      signatures.map {
        .object(["keyid": .string($0.keyID), "sig": .string(Base64.encode($0.bytes))])
      })
    // Base 64 has nothing to escape, and is nearly all of the line.
    var line = Array("{\"payload\":\"".utf8)
    line += Base64.encodedBytes(payload)
    line += "\",\"payloadType\":\"\(Self.payloadType)\",\"signatures\":".utf8
    line += signatures.canonicalBytes
    line.append(UInt8(ascii: "}"))
    return String(decoding: line, as: UTF8.self)
  }

  /// Reads a line and checks its structure; says nothing about its signatures.
  package init(parsing line: some StringProtocol) throws(AttestationError) {
    let bytes = Array(line.utf8)
    if let envelope = Envelope(canonical: bytes) {
      self = envelope
      return
    }
    let json: JSON
    do throws(JSONError) { json = try JSON.parse(bytes) } catch {
      throw AttestationError(.envelope, error.description)
    }
    guard json["payloadType"]?.string == Self.payloadType else {
      throw AttestationError(.envelope, "payloadType is not \(Self.payloadType)")
    }
    guard let payload = json["payload"]?.string.flatMap({ Base64.decode($0) }) else {
      throw AttestationError(.envelope, "payload is not base 64")
    }
    guard let elements = json["signatures"]?.array, !elements.isEmpty else {
      throw AttestationError(.envelope, "there is no signature")
    }
    var signatures: [Signature] = []
    for element in elements {
      guard let bytes = element["sig"]?.string.flatMap({ Base64.decode($0) }) else {
        throw AttestationError(.envelope, "a signature is not base 64")
      }
      signatures.append(Signature(keyID: element["keyid"]?.string ?? "", bytes: bytes))
    }
    self.init(payload: payload, signatures: signatures)
  }

  /// Reads the statement in the payload; say so only after a signature has been verified.
  package func statement() throws(AttestationError) -> Statement {
    let json: JSON
    do throws(JSONError) { json = try JSON.parse(payload) } catch {
      throw AttestationError(.statement, error.description)
    }
    return try Statement(parsing: json)
  }
}

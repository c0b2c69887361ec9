/// Why a text is not the attestation, envelope, key or signature that it should be.
package struct AttestationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was being read.
  package enum Subject: String, Sendable {
    case envelope
    case statement
    case publicKey = "SSH public key"
    case signature = "SSH signature"
  }

  /// What was being read.
  package let subject: Subject
  /// What is wrong with it.
  package let reason: String

  /// Makes an error.
  package init(_ subject: Subject, _ reason: String) {
    self.subject = subject
    self.reason = reason
  }

  /// Both in one sentence.
  package var description: String { "not a valid \(subject.rawValue): \(reason)" }
}

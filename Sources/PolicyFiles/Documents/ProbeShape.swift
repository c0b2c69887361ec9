import Policy
import Vocabulary

extension Kind where Value == HTTPProbe {
  /// `{get: PATH, as: PRINCIPAL, expect: STATUS}`.
  static var probe: Kind {
    .mapping(
      .required("get", .text(.probePath), "The path that is asked for."),
      .optional("as", .text(.principal), "Whose credentials are sent."),
      .required(
        "expect", .probeAnswer,
        "The status of the answer; or refused: the image asks for a client's certificate and "
          + "takes none that the probe has."),
      called: "a probe"
    ) { _, path, principal, expected in
      HTTPProbe(path: path, principal: principal, expecting: expected)
    }
  }
}

extension Kind where Value == ProbeAnswer {
  /// A status, or `refused`.
  fileprivate static var probeAnswer: Kind {
    let status: Schema = [
      "type": .string("integer"), "minimum": .integer(ProbeAnswer.statuses.lowerBound),
      "maximum": .integer(ProbeAnswer.statuses.upperBound),
    ]
    let refusal: Schema = ["const": .string(ProbeAnswer.refusal)]
    return Kind(["anyOf": .array([status.json, refusal.json])]) { yaml, slot in
      let complaint =
        "\(slot.noun.text) must be an integer from \(ProbeAnswer.statuses.lowerBound) to "
        + "\(ProbeAnswer.statuses.upperBound), or refused"
      switch yaml.content {
      case .integer(let number, _):
        if let answer = ProbeAnswer(.integer(number)) { return answer }
        slot.note(at: yaml.location, complaint)
      case .string(let text):
        if let answer = ProbeAnswer(.string(text)) { return answer }
        let isQuoted = Int(text) != nil
        slot.noteUnknown(
          text, among: isQuoted ? [] : [ProbeAnswer.refusal], at: yaml.location, complaint,
          otherwise: isQuoted
            ? "write it without quotes" : "refused is the end of the TLS handshake")
      default: slot.note(at: yaml.location, complaint)
      }
      return nil
    }
  }
}

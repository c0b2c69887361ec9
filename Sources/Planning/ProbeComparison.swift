import Policy
import Vocabulary

/// Compares the evidence that two versions of a requirement ask for.
enum ProbeComparison {
  private struct Question: Hashable {
    let path: String
    let principal: String?

    var subject: String { "probe GET \(path)" + (principal.map { " as \($0)" } ?? "") }
  }

  static func alterations(
    from old: SecurityRequirement, to new: SecurityRequirement
  ) -> [Alteration] {
    let (before, after) = (answers(to: old.probes), answers(to: new.probes))
    let questions = Set(before.keys).union(after.keys).sorted { $0.subject < $1.subject }
    return questions.compactMap { question in
      let (was, now) = (before[question], after[question])
      guard was != now else { return nil }
      let effect: Alteration.Effect =
        if now?.isEmpty != false {
          .weakened
        } else if was?.isEmpty != false {
          .strengthened
        } else {
          .changed
        }
      return Alteration(
        effect, question.subject, from: json(was), to: json(now), at: new.location)
    }
  }

  private static func answers(to probes: [HTTPProbe]) -> [Question: Set<ProbeAnswer>] {
    var answers: [Question: Set<ProbeAnswer>] = [:]
    for probe in probes {
      let question = Question(path: probe.path, principal: probe.principal)
      answers[question, default: []].insert(probe.expected)
    }
    return answers
  }

  private static func json(_ answers: Set<ProbeAnswer>?) -> JSON? {
    guard let answers, let first = answers.first else { return nil }
    guard answers.count > 1 else { return first.json }
    return .array(answers.sorted { $0.description < $1.description }.map(\.json))
  }
}

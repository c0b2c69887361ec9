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

  private static func answers(to probes: [HTTPProbe]) -> [Question: Set<Int>] {
    var answers: [Question: Set<Int>] = [:]
    for probe in probes {
      let question = Question(path: probe.path, principal: probe.principal)
      answers[question, default: []].insert(probe.status)
    }
    return answers
  }

  private static func json(_ statuses: Set<Int>?) -> JSON? {
    guard let statuses, let first = statuses.first else { return nil }
    return statuses.count == 1 ? .integer(first) : .array(statuses.sorted().map(JSON.integer))
  }
}

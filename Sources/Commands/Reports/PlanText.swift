import Planning
import Vocabulary

/// A change of policy for people at a terminal: what weakens comes first.
struct PlanText {
  let report: PlanReport
  let terminal: Terminal

  var lines: [String] {
    callouts + report.review.warnings.map { DiagnosticReport.text($0, terminal) }
      + report.review.images.flatMap(image) + kept + requirements + hosts + [report.summary]
  }

  private var callouts: [String] {
    report.callouts.flatMap { callout in
      let style: Terminal.Style = callout.kind == .changed ? .warning : .bad
      let word = callout.kind.rawValue
      let lines = Printable.lines("\(word): \(callout.message)", indentation: 2)
      let first = terminal.styled(word, style) + lines[0].dropFirst(word.count)
      return [first] + lines.dropFirst() + ["  at \(Printable.text(callout.location.description))"]
    }
  }

  private func image(_ change: PlanChange) -> [String] {
    let hosts = change.hosts.isEmpty ? "" : " on \(Spelling.list(change.hosts.map(\.text)))"
    let style: Terminal.Style = change.kind == .removed ? .bad : .good
    let title = terminal.styled("\(change.kind.rawValue) \(change.image)", style) + hosts
    return [title]
      + ReviewLine.lines(for: change, in: report).flatMap {
        Printable.lines("  \($0.mark.rawValue) \($0.text)", indentation: 6)
      }
  }

  private var kept: [String] {
    let names = report.review.kept.map(\.text)
    guard !names.isEmpty else { return [] }
    return Printable.lines("kept \(Spelling.list(names))", indentation: 2)
      .map { terminal.styled($0, .faint) }
  }

  /// Requirements that come to hold, or hold more.
  private var requirements: [String] {
    report.review.requirements.flatMap { change -> [String] in
      var lines: [String] = []
      if !change.enforced.isEmpty {
        let images = Spelling.list(change.enforced.map(\.text))
        lines.append("enforced: requirement \(change.requirement) on \(images)")
      } else if change.isNew {
        lines.append("new: requirement \(change.requirement), which applies to no image")
      }
      lines += change.alterations.filter { $0.effect == .strengthened }.map {
        "strengthened: requirement \(change.requirement): \(Callout.text($0))"
      }
      return lines.flatMap { Printable.lines($0, indentation: 2) }
    }
  }

  private var hosts: [String] {
    guard !report.review.hosts.isEmpty else { return [] }
    return ["hosts, each image in the steps of its rollout:"]
      + report.review.hosts.flatMap { host in
        let steps = Spelling.list(host.steps.map(\.text))
        return Printable.lines("  \(host.host): \(steps)", indentation: 4)
      }
  }
}

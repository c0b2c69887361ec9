import Attestation
import HostLink
import Planning
import Reconciler
import Vocabulary

/// Writes what a reconciler does, a line for each step.
struct ReconcileReport: Sendable {
  private let terminal = Terminal()

  /// Writes one event.
  func write(_ event: ReconcileEvent) {
    switch event {
    case .planned(let news): planned(news)
    case .refused(let head, let diagnostics):
      terminal.say("\(head.commit.short) \(terminal.styled("refused", .bad)): \(head.subject)")
      for diagnostic in diagnostics {
        terminal.say("  " + DiagnosticReport.text(diagnostic, terminal))
      }
    case .superseded(let head, let newer):
      terminal.say("\(head.commit.short) superseded by \(newer.short): \(head.subject)")
    case .built(let image): built(image)
    case .recorded(let commit, let lines, let host):
      let what = "\(lines) \(lines == 1 ? "line" : "lines")" + (host.map { " of \($0)" } ?? "")
      terminal.say("  recorded \(what) in \(commit.short)")
    case .outcome(let outcome): if !outcome.isStanding { write(outcome) }
    case .gaveUp(let image, let reason, let isRolledBack):
      let what = isRolledBack ? "goes back to the version before" : "goes no further"
      terminal.say("  \(image) \(terminal.styled(what, .bad)): \(reason)")
    case .held(let images):
      terminal.say(
        "  \(Spelling.list(images.map(\.text))) held as asked; see `merlon rollout status`")
    case .orderRefused(let order, let objection):
      terminal.say(
        "  order '\(order.summary)' of \(Printable.text(order.actor)) "
          + terminal.styled("refused", .bad) + ": \(Printable.text(objection))")
    case .cannotUndo(let image, let commit):
      terminal.say("  \(image) cannot go back to \(commit.short): it was not there, or not sound")
    case .drifted(let host, let differences):
      for difference in differences {
        terminal.say("\(host) \(terminal.styled("drifted", .bad)): \(difference)")
      }
    case .unreachable(let host, let error):
      terminal.say("  host \(host) \(terminal.styled("cannot be reached", .bad)): \(error.detail)")
    case .unheard(let host, let reason):
      terminal.say("  host \(host) \(terminal.styled("is not recorded", .bad)): \(reason)")
    case .standby(let holder):
      terminal.say("controller \(Printable.text(holder)) acts on the fleet; waiting")
    case .published(let commit): terminal.say("  published \(commit.short)")
    case .unkept(let words):
      terminal.complain("merlon: the packs could not be put together: \(Printable.text(words))")
    case .done(let commit, let milliseconds):
      terminal.say("\(commit.short) done in \(milliseconds) ms")
    }
  }

  /// Writes what keeps a reconciler from working for now.
  func complain(_ error: ReconcileError) {
    terminal.complain("merlon: \(error.description)\nmerlon: trying again")
  }

  private func planned(_ news: PlanNews) {
    let word = terminal.styled("planned", .good)
    let subject = news.isByClock ? "the clock changed what it wants" : news.head.subject
    terminal.say("\(news.head.commit.short) \(word): \(subject)")
    for warning in news.warnings { terminal.say("  " + DiagnosticReport.text(warning, terminal)) }
    for change in news.changes.prefix(Limits.imagesToldMax) {
      let why = Spelling.list((news.reasons[change.image] ?? []).map(\.description))
      terminal.say("  \(change.image) \(change.kind.rawValue): \(why)")
    }
    let rest = news.changes.count - Limits.imagesToldMax
    if rest > 0 { terminal.say("  and \(rest) more; `merlon audit --output json` names all") }
    let kept =
      news.kept.isEmpty ? "\(news.keptCount) images" : Spelling.list(news.kept.map(\.text))
    if news.keptCount > 0 { terminal.say("  \(kept) kept") }
  }

  private func built(_ image: BuiltImage) {
    let how =
      image.compiled.map { names in
        names.isEmpty ? "linked" : "compiled \(Spelling.list(names.map(\.text)))"
      } ?? "found in the store"
    terminal.say(
      "  built \(image.name) \(image.digest.short), \(image.textBytes / 1024) KiB of code, "
        + "\(image.milliseconds) ms (\(how))")
  }

  private func write(_ outcome: InstanceOutcome) {
    let name = "\(outcome.image) \(outcome.digest.short)"
    switch outcome.ending {
    case .enforced:
      let passed = outcome.probes.count { $0.verdict == "passed" }
      let probes = outcome.probes.isEmpty ? "" : ", \(passed) of \(outcome.probes.count) probes"
      let boot = outcome.bootMilliseconds.map { ", up in \($0) ms" } ?? ""
      terminal.say(
        "  \(terminal.styled("enforced", .good)) \(name) on \(outcome.host)\(boot)\(probes)")
    case .failed(let reason, let isRolledBack):
      terminal.say(
        "  \(terminal.styled("failed", .bad)) \(name) on \(outcome.host): \(reason)"
          + (isRolledBack ? "; the image before it goes on serving" : ""))
    case .pending:
      terminal.say("  \(name) on \(outcome.host) has not come up yet")
    }
  }
}

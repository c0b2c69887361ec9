import Planning
import Vocabulary

/// A change of policy as a comment on a forge, in what GitHub and GitLab both read.
///
/// Outside of fenced blocks there are only Merlon's own words, numbers and names, whose letters
/// mean nothing in Markdown; everything else of the repository stands in fences that it cannot
/// close, where nothing is markup, a link or a mention.
enum PlanMarkdown {
  /// Bytes of UTF-8, which are at least as many as the characters that a forge counts: 65,536.
  static let bytesMax = 65_000
  /// Bytes that callouts and table may each take of them.
  private static let sectionBytesMax = 20_000
  /// Lines on one image.
  private static let imageLinesMax = 60

  static func text(of report: PlanReport) -> String {
    var text = "### Merlon plan: \(report.summary)\n"
    text += "\n`\(name(report.base))` to `\(name(report.head))`\n"
    text += callouts(report) + table(report) + hosts(report)
    text += details(report, bytes: bytesMax - text.utf8.count)
    return text
  }

  /// A policy that is refused.
  static func text(refusedBy diagnostics: [Diagnostic]) -> String {
    let count = diagnostics.count
    let lines = diagnostics.flatMap { diagnostic in
      DiagnosticReport.text(diagnostic, Terminal.plain).split(separator: "\n").map(String.init)
    }
    return "### Merlon plan: refused, \(count) \(count == 1 ? "error" : "errors")\n\n"
      + block(lines, bytes: bytesMax - 1_000)
  }

  /// A name from the command line or of a commit, fit for a code span.
  private static func name(_ text: String) -> String {
    String(Printable.text(text).prefix(100).map { "`|".contains($0) ? "'" : $0 })
  }
}

// MARK: - Parts

extension PlanMarkdown {
  private static func callouts(_ report: PlanReport) -> String {
    let callouts = report.callouts
    let warnings = report.review.warnings
    guard !callouts.isEmpty || !warnings.isEmpty else { return "" }
    let lines = callouts.map { callout in
      let mark = callout.kind == .changed ? "!" : "-"
      let place = Printable.text(callout.location.description)
      return "\(mark) \(callout.kind.rawValue): \(callout.message) (\(place))"
    }
    let odd = warnings.map {
      "! " + Printable.text("\($0.location): warning: \($0.message)")
    }
    let title = callouts.isEmpty ? "Warnings" : "Look at this first"
    return "\n**\(title)**\n\n" + block(lines + odd, bytes: sectionBytesMax, language: "diff")
  }

  private static func table(_ report: PlanReport) -> String {
    let affected = report.review.images
    guard !affected.isEmpty else { return "" }
    var text = "\n| image | change | requirements | modules | options | hosts |\n"
    text += "|---|---|---|---|---|---|\n"
    let room = text.utf8.count + sectionBytesMax
    var shown = 0
    for change in affected {
      let row = row(change)
      guard text.utf8.count + row.utf8.count <= room else { break }
      text += row
      shown += 1
    }
    return text + more(affected.count - shown)
  }

  private static func row(_ change: PlanChange) -> String {
    let hosts =
      change.hosts.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
      + (change.hosts.count > 8 ? " and \(change.hosts.count - 8) more" : "")
    let modules = balance(
      change.modulesGained.count, change.modulesLost.count, change.modulesChanged.count)
    return "| `\(change.image)` | \(change.kind.rawValue) | "
      + balance(change.requirementsGained.count, change.requirementsLost.count, 0)
      + " | \(modules) | \(balance(0, 0, change.options.count)) | \(hosts) |\n"
  }

  private static func balance(_ gained: Int, _ lost: Int, _ changed: Int) -> String {
    [(gained, "+"), (lost, "−"), (changed, "~")].filter { $0.0 > 0 }
      .map { "\($0.1)\($0.0)" }.joined(separator: " ")
  }

  private static func hosts(_ report: PlanReport) -> String {
    guard !report.review.hosts.isEmpty else { return "" }
    let lines = report.review.hosts.map { host in
      "\(host.host): " + Spelling.list(host.steps.map(\.text))
    }
    return "\nWhat hosts do, each image in the steps of its rollout:\n\n"
      + block(lines, bytes: sectionBytesMax / 2)
  }

  /// A folded block for each image, as many as there is room for.
  private static func details(_ report: PlanReport, bytes: Int) -> String {
    let affected = report.review.images
    var text = ""
    var shown = 0
    for change in affected {
      let part = details(change, report)
      guard text.utf8.count + part.utf8.count <= bytes - 100 else { break }
      text += part
      shown += 1
    }
    return text + more(affected.count - shown, "the details of ")
  }

  private static func details(_ change: PlanChange, _ report: PlanReport) -> String {
    let lines = ReviewLine.lines(for: change, in: report).map { line in
      // `!` is what a diff block colours for a change.
      (line.mark == .changed ? "!" : line.mark.rawValue) + " " + line.text
    }
    guard !lines.isEmpty else { return "" }
    let left = lines.count - imageLinesMax
    let shown = lines.prefix(imageLinesMax) + (left > 0 ? ["… and \(left) more lines"] : [])
    return "\n<details><summary><code>\(change.image)</code> \(change.kind.rawValue)</summary>\n\n"
      + block(Array(shown), bytes: sectionBytesMax, language: "diff") + "\n</details>\n"
  }

  private static func more(_ count: Int, _ what: String = "") -> String {
    count > 0 ? "\n… and \(what)\(count) more \(count == 1 ? "image" : "images")\n" : ""
  }

  /// Lines in a fence that none of them can close, as many as there is room for.
  private static func block(_ lines: [String], bytes: Int, language: String = "text") -> String {
    var shown: [String] = []
    var room = bytes
    for line in lines {
      room -= line.utf8.count + 1
      guard room >= 0 else { break }
      shown.append(line)
    }
    if shown.count < lines.count { shown.append("… and \(lines.count - shown.count) more lines") }
    let runs = shown.flatMap { $0.split { $0 != "`" } }.map(\.count)
    let fence = String(repeating: "`", count: max(3, (runs.max() ?? 0) + 1))
    return "\(fence)\(language)\n" + shown.joined(separator: "\n") + "\n\(fence)\n"
  }
}

import Audit
import GitStore
import Planning
import Policy
import Vocabulary

/// Looks up what lines of policy became.
struct Blame {
  let index: AuditIndex
  let plan: FleetPlan
  /// The commit that has the lines.
  let commit: CommitID

  /// What became of `FILE:LINE`.
  func line(_ place: String, _ git: borrowing Repository) throws -> LineReport {
    let (file, number) = try Self.read(place)
    let text = try Self.text(of: file, at: commit, git)
    guard (1...max(1, text.count)).contains(number), !text.isEmpty else {
      throw Failure.cannotRun(
        "\(Printable.text(file)) has \(text.count) lines at \(commit.short), and no line \(number)")
    }
    guard let history = try LineHistory(of: number, in: file, at: commit, git) else {
      throw Failure.cannotRun("nothing is known of \(Printable.text(place)) at \(commit.short)")
    }
    let meaning = PolicyLine.find(
      number, of: file, indentations: text.map(Self.indentation), in: plan)
    let commits = try index.commits()
    let first = try history.first(among: commits, git)
    let end = try history.end(after: commit, in: file, among: commits, git)
    var traces: [AuditIndex.Trace] = []
    if let first, let requirement = meaning?.requirement {
      // Also those to which it does not apply any more.
      traces = try index.traces(of: nil, requirement: requirement, from: first, before: end)
    } else if let first {
      for image in meaning?.images ?? [] {
        traces += try index.traces(of: image, requirement: nil, from: first, before: end)
      }
    }
    return LineReport(
      place: "\(file):\(number)", text: text[number - 1],
      origin: BlameOrigin(history, try signer(of: first)), first: first, end: end, meaning: meaning,
      traces: traces)
  }

  /// Every line that asks for something in an image.
  func image(_ name: String, _ git: borrowing Repository) throws -> ImageReport {
    guard let planned = ImageName(name).flatMap({ plan[$0] }) else {
      throw Failure.unknown("image", name, among: plan.names.map(\.text))
    }
    var hunks: [String: [BlameHunk]] = [:]
    var rows: [ImageReport.Row] = []
    // Most lines came with few commits.
    var signers: [CommitID: String?] = [:]
    let commits = try index.commits()
    func add(_ subject: String, _ part: String, _ place: SourceLocation) throws {
      if hunks[place.file] == nil { hunks[place.file] = try git.blame(place.file, at: commit) }
      guard let hunk = hunks[place.file]?.first(where: { $0.holds(place.line) }) else { return }
      let history = try LineHistory(of: place.line, in: hunk, git)
      let signer: String?
      if let known = signers[history.origin.id] {
        signer = known
      } else {
        signer = try self.signer(of: try history.first(among: commits, git))
        signers[history.origin.id] = .some(signer)
      }
      rows.append(
        ImageReport.Row(
          subject: subject, part: part, place: place, origin: BlameOrigin(history, signer)))
    }
    let document = planned.document
    try add("image \(document.name)", "", document.location)
    for part in PolicyLine.parts(of: document.specification) {
      try add("image \(document.name)", part.name, part.location)
    }
    for requirement in planned.requirements {
      try add("requirement \(requirement.name)", "", requirement.location)
      for part in PolicyLine.parts(of: requirement.specification) {
        try add("requirement \(requirement.name)", part.name, part.location)
      }
    }
    var traces: [AuditIndex.Trace] = []
    if let first = commits.first {
      traces = try index.traces(of: document.name, requirement: nil, from: first, before: nil)
    }
    return ImageReport(image: document.name, rows: rows, traces: traces)
  }

  private func signer(of commit: CommitID?) throws -> String? {
    guard let commit else { return nil }
    var filter = AuditFilter()
    filter.set(.commit, commit.hex)
    let answer = try index.answer(.duties, filter)
    return answer.rows.first.map { answer.text("signer", in: $0) }.flatMap {
      $0.isEmpty ? nil : $0
    }
  }

  /// How far a line of YAML is indented, the dash of a list included; `nil` if nothing is on it.
  private static func indentation(of line: String) -> Int? {
    let text = line.drop { $0 == " " || $0 == "-" }
    return text.isEmpty || text.hasPrefix("#") ? nil : line.count - text.count
  }

  /// Reads `FILE:LINE`, also with a column, as diagnostics write it.
  private static func read(_ place: String) throws -> (file: String, line: Int) {
    var parts = place.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 2, Int(parts[parts.count - 2]) != nil { parts.removeLast() }
    guard parts.count >= 2, let line = parts.last.flatMap({ Int($0) }), line > 0,
      !parts[0].isEmpty
    else {
      throw Failure.cannotRun(
        "\(Printable.text(place)) is no line; write it as requirements/public.yaml:12")
    }
    var file = parts.dropLast().joined(separator: ":")
    while file.hasPrefix("./") { file.removeFirst(2) }
    return (file, line)
  }

  private static func text(
    of file: String, at commit: CommitID, _ git: borrowing Repository
  ) throws -> [String] {
    guard let found = try git.file(at: file, in: git.commit(commit).tree) else {
      throw Failure.cannotRun(
        "commit \(commit.short) has no file \(Printable.text(file)); name one as git does, from "
          + "the top of the repository, or another --revision")
    }
    let text = String(
      decoding: try git.blob(found.blob, limit: Limits.sealedFileBytesMax), as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}

import Audit
import GitStore
import Planning
import Vocabulary

/// What became of one line of policy.
struct LineReport: BlameReport {
  let place: String
  let text: String
  let origin: BlameOrigin
  /// The first policy commit that has it; `nil` if none was verified yet.
  let first: CommitID?
  /// The first policy commit that has it no more.
  let end: CommitID?
  /// What it is part of; `nil` if nothing that Merlon reads.
  let meaning: PolicyLine?
  let traces: [AuditIndex.Trace]

  var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/blame/v1"), "place": .string(place),
      "text": .string(text), "origin": origin.json,
      "first": first.map { .string($0.hex) } ?? .null,
      "end": end.map { .string($0.hex) } ?? .null,
      "subject": meaning.map { .string($0.subject) } ?? .null,
      "parts": .array((meaning?.parts ?? []).map { .string($0.name) }),
      "images": .array((meaning?.images ?? []).map { .string($0.text) }),
      "runs": .array(traces.map(\.json)),
    ])
  }

  var lines: [String] {
    let commit = origin.history.origin
    var lines = [
      "\(Printable.text(place)): \(Printable.text(text.trimmingSpaces, charactersMax: 120))",
      "  came with \(commit.id.short) \(Printable.text(commit.subject, charactersMax: 80))",
      "  by \(Printable.text(commit.author.email)) at \(commit.committer.time), "
        + (origin.signer.map { "signed by \(Printable.text($0))" } ?? "nobody known signed"),
    ]
    if let end { lines.append("  gone with \(end.short)") }
    guard let meaning else { return lines + ["  no image is made of it"] }
    let parts = Set(meaning.parts.map(\.name)).sorted()
    lines.append(
      "  part of \(Printable.text(meaning.subject))"
        + (parts.isEmpty ? "" : ", which asks for \(Spelling.list(parts))"))
    return lines + [""] + AuditIndex.Trace.table(traces)
  }
}

/// The lines that an image is made of.
struct ImageReport: BlameReport {
  /// One of them.
  struct Row {
    let subject: String
    /// The module or option; empty for the document as such.
    let part: String
    let place: SourceLocation
    let origin: BlameOrigin
  }

  let image: ImageName
  let rows: [Row]
  let traces: [AuditIndex.Trace]

  var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/blame-image/v1"),
      "image": .string(image.text),
      "lines": .array(
        rows.map {
          .object([
            "by": .string($0.subject), "part": .string($0.part),
            "location": PlanJSON.location($0.place), "origin": $0.origin.json,
          ])
        }),
      "runs": .array(traces.map(\.json)),
    ])
  }

  var lines: [String] {
    var table = Table("ASKED FOR", "AT", "COMMIT", "AUTHOR", "TIME", "SUBJECT")
    for row in rows {
      let part = row.part.isEmpty ? row.subject : "  " + row.part
      table.add(
        [Printable.text(part), Printable.text(row.place.description)] + row.origin.cells)
    }
    return table.lines + [""] + AuditIndex.Trace.table(traces)
  }
}

extension AuditIndex.Trace {
  fileprivate var json: JSON {
    .object([
      "host": .string(host), "image": .string(image.text), "digest": .string(digest),
      "commit": .string(commit), "since": .string(since.description),
      "enforced": enforced.map { .string($0.description) } ?? .null,
      "until": until.map { .string($0.description) } ?? .null,
    ])
  }

  /// Where and when images ran, for people.
  fileprivate static func table(_ traces: [AuditIndex.Trace]) -> [String] {
    guard !traces.isEmpty else { return ["nothing ran with it"] }
    var table = Table("IMAGE", "HOST", "DIGEST", "COMMIT", "ENFORCED", "UNTIL")
    for trace in traces {
      table.add(
        trace.image.text, Printable.text(trace.host), String(trace.digest.prefix(12)),
        String(trace.commit.prefix(7)), trace.enforced?.toTheSecond ?? "-",
        trace.until?.toTheSecond ?? "now")
    }
    return table.lines
  }
}

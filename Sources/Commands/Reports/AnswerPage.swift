import Audit
import Keys
import Vocabulary

/// An answer as one HTML page that needs nothing else: no script, no font, no picture from
/// elsewhere, and a policy in the page that forbids them.
struct AnswerPage {
  /// Rows that a page has; the other formats have all.
  static let rowsMax = 5_000

  private let answer: Answer
  private let positions: [AuditIndex.Position]

  init(_ answer: Answer, _ positions: [AuditIndex.Position]) {
    self.answer = answer
    self.positions = positions
  }

  private static let style = """
    body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;
    color:#1b1f24;background:#fff}
    h1{margin-bottom:0}.lead{color:#57606a;margin-top:.2rem}
    table{border-collapse:collapse;width:100%;margin:1rem 0}
    th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d0d7de;
    overflow-wrap:break-word;white-space:pre-line}td.at{white-space:nowrap}
    th{background:#f6f8fa;white-space:nowrap}
    code,td.id{font-family:ui-monospace,monospace;font-size:13px}
    td.id{overflow-wrap:anywhere;min-width:8rem}
    tr.error td:first-child{border-left:4px solid #cf222e}
    tr.warning td:first-child{border-left:4px solid #bf8700}
    tr.note td:first-child{border-left:4px solid #0969da}
    svg{width:100%;height:auto;margin:1rem 0}
    svg text{font:13px system-ui,sans-serif;fill:#1b1f24}svg text.axis{fill:#57606a}
    .grid{stroke:#eaeef2}
    .fine{fill:#1a7f37}.error{fill:#cf222e}.warning{fill:#bf8700}.note{fill:#0969da}
    .open{fill-opacity:.75;stroke:#1b1f24;stroke-dasharray:3}
    .broken{border:2px solid #cf222e;padding:.5rem 1rem}
    @media print{body{max-width:none}}
    """

  /// The page.
  var text: String {
    let hash = Base64.encode(Hex.decode(Digest.sha256(Self.style).hex) ?? [])
    let policy =
      "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; "
      + "form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="referrer" content="no-referrer">
      <meta name="viewport" content="width=device-width">
      <title>merlon audit \(answer.question)</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <h1>merlon audit \(answer.question)</h1>
      <p class="lead">\(HTML.text(answer.abstract))</p>
      \(asked)
      \(broken)
      \(timeline)
      \(table)
      \(notes)
      \(proof)
      </body>
      </html>

      """
  }

  private var asked: String {
    let parts = answer.filter.sorted { $0.key < $1.key }
      .map { "<code>--\($0.key) \(HTML.text($0.value))</code>" }
    return "<p>Asked at \(answer.time)"
      + (parts.isEmpty ? " about everything" : " with " + parts.joined(separator: " ")) + ".</p>"
  }

  private var broken: String {
    guard !answer.findings.isEmpty else { return "" }
    return "<div class=\"broken\"><p>The ledger that this comes from cannot be believed:</p><ul>"
      + answer.findings.map { "<li>\(HTML.text($0))</li>" }.joined() + "</ul></div>"
  }

  private var timeline: String {
    guard let picture = AnswerTimeline(answer) else { return "" }
    let rest =
      picture.omitted == 0 ? "" : "<p>\(picture.omitted) more lines are not drawn.</p>"
    return "<h2>Timeline</h2>\n" + picture.svg + rest
  }

  private var table: String {
    guard !answer.rows.isEmpty else { return "<p>Nothing.</p>" }
    let head = answer.columns.map { "<th>\(HTML.text($0.name))</th>" }.joined()
    let rows = answer.rows.prefix(Self.rowsMax).map { row in
      let cells = zip(row, answer.columns).map { value, column in
        "<td\(Self.mark(column.kind))>\(HTML.text(Answer.text(value)))</td>"
      }
      let level = answer.level(of: row).map { " class=\"\($0.rawValue)\"" } ?? ""
      return "<tr\(level)>\(cells.joined())</tr>"
    }
    let rest = answer.rows.count - rows.count
    return "<h2>\(answer.rows.count) \(answer.rows.count == 1 ? "row" : "rows")</h2>\n<table>\n"
      + "<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows.joined(separator: "\n"))\n</tbody>"
      + "</table>"
      + (rest == 0 ? "" : "<p>\(rest) more rows are in the other formats.</p>")
  }

  private static func mark(_ kind: Answer.Kind) -> String {
    switch kind {
    case .commit, .digest: " class=\"id\""
    case .instant: " class=\"at\""
    case .text, .number, .duration, .list, .flag: ""
    }
  }

  private var notes: String {
    answer.notes.isEmpty
      ? "" : "<ul>" + answer.notes.map { "<li>\(HTML.text($0))</li>" }.joined() + "</ul>"
  }

  private var proof: String {
    guard !positions.isEmpty else { return "" }
    let rows = positions.map {
      "<tr><td class=\"id\">\(HTML.text($0.reference))</td><td class=\"id\">"
        + "\(HTML.text($0.commit))</td><td>\($0.count)</td><td class=\"id\">"
        + "\(HTML.text($0.root))</td></tr>"
    }
    return "<h2>Verified up to</h2>\n<table><thead><tr><th>ledger</th><th>notes commit</th>"
      + "<th>lines</th><th>root (RFC 6962)</th></tr></thead><tbody>\(rows.joined())</tbody></table>"
  }
}

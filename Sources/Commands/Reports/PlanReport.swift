import Planning
import Vocabulary

/// What is reported of a change of policy, whatever the format.
struct PlanReport {
  let review: PlanReview
  /// What the older side is: a commit, the index, a folder.
  let base: String
  /// What the newer side is.
  let head: String
  /// The measured sizes of images that were built, by name.
  let sizes: [ImageName: BuiltSize]
  /// What a reviewer must not overlook.
  let callouts: [Callout]

  init(review: PlanReview, base: String, head: String, sizes: [ImageName: BuiltSize]) {
    self.review = review
    self.base = base
    self.head = head
    self.sizes = sizes
    callouts = Callout.callouts(in: review)
  }

  /// What it comes to, in one line.
  var summary: String {
    let count = review.images.count + review.kept.count
    let images = "\(review.images.count) of \(count) \(count == 1 ? "image" : "images") affected"
    let counts = Callout.Kind.allCases.compactMap { kind -> String? in
      let count = callouts.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind.rawValue)"
    }
    return counts.isEmpty
      ? images : images + "; " + counts.joined(separator: ", ")
  }

  /// Writes it.
  func write(_ format: ReviewFormat, to terminal: Terminal = Terminal()) {
    switch format {
    case .text: for line in PlanText(report: self, terminal: terminal).lines { terminal.say(line) }
    case .markdown: terminal.say(PlanMarkdown.text(of: self))
    case .json: terminal.say(PlanJSON.json(of: self).indented)
    case .sarif: terminal.say(PlanSarif.log(of: self).json.indented)
    }
  }
}

import Planning
import Vocabulary

/// What is reported of a change of policy, whatever the format.
struct PlanReport {
  let review: PlanReview
  /// What the older side is: a commit, the index, a folder.
  let base: String
  /// What the newer side is.
  let head: String
  /// The attack surface of images that were built, as it was measured, by name.
  private let measured: [ImageName: PlanReview.SurfacePair]
  /// What a reviewer must not overlook.
  let callouts: [Callout]

  init(
    review: PlanReview, base: String, head: String, measured: [ImageName: PlanReview.SurfacePair]
  ) {
    self.review = review
    self.base = base
    self.head = head
    self.measured = measured
    callouts = Callout.callouts(in: review)
  }

  /// The attack surface of an image before and after, measured if it was built.
  func surface(of image: ImageName) -> PlanReview.SurfacePair? {
    measured[image] ?? review.surfaces[image]
  }

  /// How much code an image has before and after; `nil` unless it was built.
  func size(of image: ImageName) -> BuiltSize? {
    measured[image].map { BuiltSize(old: $0.old?.textBytes, new: $0.new?.textBytes) }
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

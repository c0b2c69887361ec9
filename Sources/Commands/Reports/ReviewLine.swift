import Planning
import Vocabulary

/// One line on what differs in an image: gained, lost or changed.
struct ReviewLine {
  enum Mark: String {
    case gained = "+"
    case lost = "-"
    case changed = "~"
  }

  let mark: Mark
  let text: String

  /// All that differs in one image.
  static func lines(for change: PlanChange, in report: PlanReport) -> [ReviewLine] {
    var lines = report.review.renames.filter { $0.new == change.image }.map {
      ReviewLine(mark: .changed, text: "made of the same as \($0.old), which is removed")
    }
    lines += Self.lines(change.requirementsGained, change.requirementsLost) { "requirement \($0)" }
    lines += modules(of: change)
    lines += change.options.filter { option in
      !(change.modulesGained + change.modulesLost).contains(option.module)
    }.flatMap { differences($0.name, $0.old, $0.new) }
    lines += change.modulesChanged.map {
      ReviewLine(mark: .changed, text: "module \($0): other files")
    }
    lines += change.directories.map {
      ReviewLine(mark: .changed, text: "files of \(Printable.text($0))/")
    }
    lines += change.properties.map {
      ReviewLine(mark: .changed, text: "\($0.name): \($0.old) -> \($0.new)")
    }
    lines += surface(report.surface(of: change.image))
    if let size = report.size(of: change.image) {
      lines.append(ReviewLine(mark: .changed, text: "code: \(size)"))
    }
    return lines
  }

  private static func lines<Item: Hashable & Comparable>(
    _ gained: [Item], _ lost: [Item], _ text: (Item) -> String
  ) -> [ReviewLine] {
    gained.map { ReviewLine(mark: .gained, text: text($0)) }
      + lost.map { ReviewLine(mark: .lost, text: text($0)) }
  }

  /// Modules gained and lost, each with its options.
  private static func modules(of change: PlanChange) -> [ReviewLine] {
    func lines(_ module: ModuleName, _ mark: Mark) -> [ReviewLine] {
      [ReviewLine(mark: mark, text: "module \(module)")]
        + change.options.filter { $0.module == module }.map { option in
          let value = (mark == .gained ? option.new : option.old).map { Printable.value($0.json) }
          return ReviewLine(mark: mark, text: "\(option.name): \(value ?? "nothing")")
        }
    }
    return change.modulesGained.flatMap { lines($0, .gained) }
      + change.modulesLost.flatMap { lines($0, .lost) }
  }

  /// What differs in a value: of maps and lists only the entries that do.
  private static func differences(
    _ subject: String, _ old: OptionValue?, _ new: OptionValue?
  ) -> [ReviewLine] {
    func line(_ mark: Mark, _ text: String) -> ReviewLine {
      ReviewLine(mark: mark, text: Printable.text(subject) + ": " + text)
    }
    func text(_ value: OptionValue?) -> String {
      value.map { Printable.value($0.json) } ?? "nothing"
    }
    switch (old, new) {
    case (.map(let old), .map(let new)):
      return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }
        .flatMap { differences("\(subject)[\($0)]", old[$0], new[$0]) }
    case (.list(let old), .list(let new)) where Set(old) != Set(new):
      return old.filter { !new.contains($0) }.map { line(.lost, text($0)) }
        + new.filter { !old.contains($0) }.map { line(.gained, text($0)) }
    case (nil, let new): return [line(.gained, text(new))]
    case (let old, nil): return [line(.lost, text(old))]
    default: return [line(.changed, "\(text(old)) -> \(text(new))")]
    }
  }

  private static func surface(_ pair: PlanReview.SurfacePair?) -> [ReviewLine] {
    guard let pair else { return [] }
    func differences<Item: Hashable & Comparable>(
      _ items: (AttackSurface) -> [Item], _ text: (Item) -> String
    ) -> [ReviewLine] {
      let (old, new) = (Set(pair.old.map(items) ?? []), Set(pair.new.map(items) ?? []))
      return lines(new.subtracting(old).sorted(), old.subtracting(new).sorted(), text)
    }
    return differences(\.hooks) { "hook \($0)" } + differences(\.openPorts) { "open port \($0)" }
      + differences(\.devices) { "device \($0)" }
      + calls(pair)
  }

  /// What differs in what the image asks of kernel or monitor.
  private static func calls(_ pair: PlanReview.SurfacePair) -> [ReviewLine] {
    switch (pair.old, pair.new) {
    case (let old?, let new?):
      // What is admitted says nothing against what was measured.
      guard old.isMeasured == new.isMeasured else { return [] }
      let (before, now) = (Set(old.calls), Set(new.calls))
      let verb = new.isMeasured ? "calls" : "may call"
      return lines(now.subtracting(before).sorted(), before.subtracting(now).sorted()) {
        "\(verb) \($0)"
      }
    case (nil, let surface?), (let surface?, nil):
      // What is admitted to any image of its kind tells nothing of one that comes or goes.
      guard surface.isMeasured else { return [] }
      let mark: Mark = pair.old == nil ? .gained : .lost
      return [ReviewLine(mark: mark, text: "calls \(Spelling.list(surface.calls))")]
    case (nil, nil): return []
    }
  }
}

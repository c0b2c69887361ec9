import ArgumentParser
import Planning
import Policy
import Vocabulary

/// `merlon why`: for what reason something is in an image.
struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Explain the modules and options of an image, and the requirements on it.",
    discussion: """
      For each module: who asked for it, or which modules require it. For each option: who asked
      for its value, or that it is the default.

      EXAMPLES
        merlon why web
        merlon why web access-control
        merlon why web access-control.anonymous
        merlon why web --revision HEAD~1 --output json
      """)

  @OptionGroup var explanation: ExplanationOptions
  @Argument(help: ArgumentHelp("The image.", valueName: "IMAGE"))
  var image: String
  @Argument(help: ArgumentHelp("One module of it, or one option.", valueName: "MODULE[.OPTION]"))
  var part: String?

  func run() async throws {
    try await explanation.explain { plan in
      let policy = plan.snapshot.policy
      guard let document = ImageName(image).flatMap(policy.image) else {
        throw Failure.unknown("image", image, among: policy.imageNames.map(\.text))
      }
      guard let planned = plan[document.name] else {
        throw Failure.cannotRun(Self.dormant(document, at: plan.time))
      }
      try WhyReport(of: planned, part: part, at: plan.time).write(explanation.output)
    }
  }

  private static func dormant(_ document: UnikernelImage, at time: Instant) -> String {
    let next = document.validity.nextChange(after: time)
    return "image \(document.name) does not run now, by its validity (\(document.location)); "
      + (next.map { "wait until \($0)" } ?? "change its notBefore, notAfter or schedule")
  }
}

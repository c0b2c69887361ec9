import ArgumentParser
import Planning
import Policy
import Vocabulary

/// `merlon why-not`: for what reason a requirement does not apply.
struct WhyNotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why-not",
    abstract: "Explain why a requirement does not apply to an image, or to which it does not.",
    discussion: """
      Names the terms of the selector that fail, with what was found in their place, and a window
      that is closed. Exits 1 when there is no image to which it does not apply.

      EXAMPLES
        merlon why-not public-is-authenticated
        merlon why-not public-is-authenticated web
        merlon why-not public-is-authenticated --output json
      """)

  @OptionGroup var explanation: ExplanationOptions
  @Argument(help: ArgumentHelp("The requirement.", valueName: "REQUIREMENT"))
  var requirement: String
  @Argument(help: ArgumentHelp("The image; all when absent.", valueName: "IMAGE"))
  var image: String?

  func run() async throws {
    try await explanation.explain { plan in
      let policy = plan.snapshot.policy
      guard let found = RequirementName(requirement).flatMap(policy.requirement) else {
        throw Failure.unknown(
          "requirement", requirement, among: policy.requirements.map(\.name.text))
      }
      let applications = try images(of: policy).map {
        Application(of: found, to: $0, at: plan.time)
      }
      let report = WhyNotReport(requirement: found, applications: applications)
      report.write(explanation.output)
      if report.missing.isEmpty { throw Failure.negative }
    }
  }

  private func images(of policy: PolicySet) throws -> [UnikernelImage] {
    guard let image else { return policy.imageNames.sorted().compactMap(policy.image) }
    guard let found = ImageName(image).flatMap(policy.image) else {
      throw Failure.unknown("image", image, among: policy.imageNames.map(\.text))
    }
    return [found]
  }
}

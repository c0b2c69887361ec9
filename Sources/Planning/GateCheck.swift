import Policy
import Unikernel
import Vocabulary

/// Refuses gates for answers that nobody counts: they would let everything pass.
enum GateCheck {
  /// The module by which an image tells how many answers it gave.
  static let counter = "answer-count"

  /// What is wrong with the gate of an image as it was generated; `nil` if nothing is.
  static func problem(with document: UnikernelImage, _ generation: Generation) -> Diagnostic? {
    guard document.rollout.gate?.serverErrorPercentMax != nil,
      !generation.image.modules.contains(where: { $0.text == counter })
    else { return nil }
    return Diagnostic(
      at: document.location,
      "the rollout of image \(document.name) has a gate for serverErrors, and the image does not "
        + "count its answers",
      hint: "add `\(counter): {}` to its modules")
  }
}

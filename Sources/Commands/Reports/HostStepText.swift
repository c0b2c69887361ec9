import Planning

extension HostEffect.Step {
  /// As people read it; an image that takes one step needs no number.
  var text: String {
    "\(action.rawValue) \(image)" + (count > 1 ? " (step \(number) of \(count))" : "")
  }
}

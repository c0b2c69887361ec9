import Policy
import Vocabulary

extension Host {
  /// Where on its network the images are that have addresses there.
  var places: [ImageName: NetworkPlace] {
    guard let network else { return [:] }
    return network.addresses.reduce(into: [:]) { $0[$1.key] = network.place(of: $1.key) }
  }
}

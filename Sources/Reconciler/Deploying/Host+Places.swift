import HostLink
import Policy
import Vocabulary

extension Host {
  /// Where on its network the images are that have addresses there.
  var places: [ImageName: BridgePlace] {
    guard let network else { return [:] }
    return network.addresses.mapValues {
      BridgePlace(bridge: network.bridge, address: $0, gateway: network.gateway)
    }
  }
}

package import Vocabulary

extension HostNetwork {
  /// Where an image is on it; `nil` for one that is behind ports of the host.
  package func place(of image: ImageName) -> NetworkPlace? {
    addresses[image].map { NetworkPlace(bridge: bridge, address: $0, gateway: gateway) }
  }
}

extension PolicySet {
  /// Where an image is on networks of hosts that shall run it; it is behind ports of the others.
  package func places(of image: ImageName, on hosts: [HostName]) -> [HostName: NetworkPlace] {
    var places: [HostName: NetworkPlace] = [:]
    for name in hosts { places[name] = host(name)?.network?.place(of: image) }
    return places
  }
}

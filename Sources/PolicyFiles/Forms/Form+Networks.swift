import Vocabulary

extension Form where Value == InterfaceName {
  /// The name of a network interface.
  static let interface = Form(
    "^[A-Za-z0-9][A-Za-z0-9._-]*$", maxLength: InterfaceName.bytesMax,
    complaint: { text, _ in "\"\(text)\" is not the name of a network interface" },
    hint: { _ in "1 to 15 of A–Z, a–z, 0–9, ., _ and -, beginning with a letter or digit" },
    parse: InterfaceName.init)
}

extension Form where Value == InternetAddress {
  /// An IPv4 address.
  static let address = Form(
    "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$",
    complaint: { text, _ in "\"\(text)\" is not an IPv4 address" },
    hint: { _ in "write it as 192.0.2.1, without zeroes in front" },
    parse: { InternetAddress($0) })
}

extension Form where Value == InternetInterface {
  /// An IPv4 address of a station, with its network.
  static let station = Form(
    "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$",
    complaint: { text, _ in "\"\(text)\" is not the address of a station in its network" },
    hint: { _ in "write it as 192.0.2.7/24, with 8 to 30 bits for the network" },
    parse: { InternetInterface($0) })
}

import Testing
import Vocabulary

@Suite struct InternetAddressTests {
  @Test(arguments: ["0.0.0.0", "192.0.2.7", "255.255.255.255"])
  func `an address is read and written`(text: String) throws {
    let address = try #require(InternetAddress(text))
    #expect(address.description == text)
    #expect(address.octets.map(String.init).joined(separator: ".") == text)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.", "1.2.3.-4", " 1.2.3.4",
    "1.2.3.4 ", "1.2.3.٤", "1..3.4", "0x1.2.3.4", "1.2.3.4/24",
  ])
  func `nothing else is one`(text: String) { #expect(InternetAddress(text) == nil) }

  @Test func `a station knows its network`() throws {
    let station = try #require(InternetInterface("10.1.2.77/26"))
    #expect(station.description == "10.1.2.77/26")
    #expect(station.network.description == "10.1.2.64")
    for (text, isReached) in [("10.1.2.65", true), ("10.1.2.126", true), ("10.1.2.63", false)] {
      #expect(station.reaches(try #require(InternetAddress(text))) == isReached)
    }
  }

  @Test(arguments: [
    "10.0.0.1", "10.0.0.1/31", "10.0.0.1/32", "10.0.0.1/7", "10.0.0.1/024", "10.0.0.1/",
    "10.0.0.0/24", "10.0.0.255/24", "10.255.255.255/8", "224.0.0.1/24", "255.0.0.1/8",
    "10.0.0.1/24/24",
  ])
  func `what no station can have is refused`(text: String) {
    #expect(InternetInterface(text) == nil)
  }

  @Test func `every host number of a small network but two is a station's`() {
    let stations = (0...15).filter { InternetInterface("192.0.2.\($0)/28") != nil }
    #expect(stations == Array(1...14))
  }
}

@Suite struct InterfaceNameTests {
  @Test(arguments: ["br0", "br-front.7", "Z", "123456789012345", "a_b"])
  func `a name is taken as it is`(text: String) { #expect(InterfaceName(text)?.text == text) }

  @Test(arguments: ["", "-br0", ".", "..", "a/b", "a b", "1234567890123456", "a\n", "ä", "a:b"])
  func `what could be an option, a path or two words is refused`(text: String) {
    #expect(InterfaceName(text) == nil)
  }
}

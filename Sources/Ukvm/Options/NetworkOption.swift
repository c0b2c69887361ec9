/// What is to stand behind a declared network device.
package enum NetworkOption: Equatable, Sendable {
  case tap(interface: String)
  case descriptor(Int32)
  case user
}

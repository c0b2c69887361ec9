/// Generates `bridge.h`: what the Swift sources of a module see of C.
package enum BridgeHeader {
  /// Writes the header.
  /// - Parameters:
  ///   - generated: The generated headers that the module's Swift sources use.
  ///   - headers: Names of the headers of the module itself and of all it requires, as the include
  ///     folders resolve them.
  package static func text(generated: [GeneratedHeader], headers: [String]) -> String {
    CText.banner + generated.map { "#include \"\($0.name)\"\n" }.joined()
      + (["merlon.h"] + headers).map { "#include <\($0)>\n" }.joined()
  }
}

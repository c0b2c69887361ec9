/// Generates `bridge.h`: what the Swift sources of a module see of C.
package enum BridgeHeader {
  /// Writes the header.
  /// - Parameter headers: Names of the headers of the module itself and of all it requires, as the
  ///   include folders resolve them.
  package static func text(headers: [String]) -> String {
    CText.banner + "#include \"options.h\"\n#include \"hooks.h\"\n#include <merlon.h>\n"
      + headers.map { "#include <\($0)>\n" }.joined()
  }
}

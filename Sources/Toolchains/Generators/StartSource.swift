import Policy
import Vocabulary

/// Generates `start.c`: which modules start at boot, and which one runs afterwards.
package enum StartSource {
  /// Writes the source for modules in the order of their installation.
  package static func text(_ modules: [SealedModule]) throws(ToolchainError) -> String {
    let starts = modules.filter { $0.manifest.recipe.hasStart }
      .map { "\(CText.identifier($0.name.text))_start" }
    let runners = modules.filter { $0.manifest.recipe.run != nil }
    if runners.count > 1 { throw .twoMainLoops(runners[0].name, runners[1].name) }
    return CText.banner + "#include <merlon.h>\n\n"
      + starts.map { "void \($0)(void);\n" }.joined()
      + "void merlon_start_modules(void) {\n" + starts.map { "  \($0)();\n" }.joined() + "}\n\n"
      + main(runners.first?.manifest.recipe.run)
  }

  /// Without a main loop the image has nothing left to do after its start.
  private static func main(_ function: String?) -> String {
    guard let function else {
      return "_Noreturn void merlon_run(void) {\n  merlon_exit(0);\n}\n"
    }
    return """
      void \(function)(void);
      _Noreturn void merlon_run(void) {
        \(function)();
        merlon_abort("\(function) returned");
      }

      """
  }
}

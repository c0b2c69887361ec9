import Policy

/// Generates `hooks.c`: the functions behind the hooks of one module.
package enum HooksSource {
  /// Writes the source, or returns `nil` when no hook of the module is filled.
  ///
  /// Each function calls the fillings in order and returns the first result that is not 0.
  package static func text(_ hooks: [HookTable.Hook]) -> String? {
    let filled = hooks.filter { !$0.calls.isEmpty }
    guard !filled.isEmpty else { return nil }
    return CText.banner + "#include \"hooks.h\"\n" + filled.map(definition).joined()
  }

  private static func definition(_ hook: HookTable.Hook) -> String {
    let declaration = hook.declaration
    var text = "\n"
    for call in hook.calls { text += "int \(call.function)(\(declaration.arguments));\n" }
    text += "int \(hook.function)(\(declaration.arguments)) {\n"
    for call in hook.calls.dropLast() {
      text += """
          {
            int merlon_result = \(call.function)(\(declaration.pass));
            if (merlon_result != 0) return merlon_result;
          }

        """
    }
    if let last = hook.calls.last { text += "  return \(last.function)(\(declaration.pass));\n" }
    return text + "}\n"
  }
}

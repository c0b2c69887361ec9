import Policy

/// Generates `hooks.h`: what a module calls where it lets mechanisms decide.
package enum HooksHeader {
  /// Writes the header for the hooks that one module declares.
  ///
  /// A hook that nobody fills is the constant 0: the compiler removes the call and what hangs on it.
  package static func text(_ hooks: [HookTable.Hook]) -> String {
    var text = CText.banner + "#ifndef MERLON_HOOKS_H\n#define MERLON_HOOKS_H\n"
    for hook in hooks {
      let macro = "MERLON_HOOK_\(CText.macro(hook.name))_FILLED"
      if hook.calls.isEmpty {
        text += "#define \(macro) 0\n#define \(hook.function)(...) 0\n"
      } else {
        text += """
          #define \(macro) 1
          #include "\(hook.declaration.header)"
          int \(hook.function)(\(hook.declaration.arguments));

          """
      }
    }
    return text + "#endif\n"
  }
}

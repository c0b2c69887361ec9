package import Policy
package import Vocabulary

/// Which functions fill which hooks of an image.
package struct HookTable: Hashable, Sendable {
  /// A function in the order in which it is called.
  package struct Call: Hashable, Sendable {
    /// The module that has the function.
    package let module: ModuleName
    /// The C function.
    package let function: String
  }

  /// A hook that some module of the image declares.
  package struct Hook: Hashable, Sendable {
    /// Its name, as `http.request`.
    package let name: String
    /// The module that declares it.
    package let owner: ModuleName
    /// Its C signature.
    package let declaration: BuildRecipe.HookDeclaration
    /// The functions to call, in order; empty when nobody fills it.
    package let calls: [Call]

    /// The C name of the generated function.
    package var function: String { "merlon_hook_" + CText.identifier(name) }
  }

  /// All hooks that the image's modules declare, by name.
  package let hooks: [Hook]

  /// Joins what the modules declare with what they fill.
  package init(_ modules: [SealedModule]) throws(ToolchainError) {
    var owners: [String: SealedModule] = [:]
    for module in modules {
      for hook in module.manifest.recipe.declares.keys.sorted() {
        if let other = owners[hook] { throw .hookDeclaredTwice(hook, other.name, module.name) }
        owners[hook] = module
      }
    }
    var fillings: [String: [(order: Int, call: Call)]] = [:]
    for module in modules {
      for filling in module.manifest.recipe.fills {
        guard owners[filling.hook] != nil else { throw .hookUnknown(filling.hook, module.name) }
        let call = Call(module: module.name, function: filling.function)
        fillings[filling.hook, default: []].append((filling.order, call))
      }
    }
    hooks = owners.sorted { $0.key < $1.key }.compactMap { name, owner in
      guard let declaration = owner.manifest.recipe.declares[name] else { return nil }
      let calls = (fillings[name] ?? []).sorted {
        ($0.order, $0.call.module, $0.call.function) < ($1.order, $1.call.module, $1.call.function)
      }
      return Hook(
        name: name, owner: owner.name, declaration: declaration, calls: calls.map(\.call))
    }
  }

  /// Lists the hooks that one module declares.
  package func hooks(of module: ModuleName) -> [Hook] { hooks.filter { $0.owner == module } }
}

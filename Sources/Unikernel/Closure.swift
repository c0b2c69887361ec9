import Vocabulary

/// The modules of an image: those asked for and all that they require, in installation order.
struct Closure {
  /// Topological order of `requires`; of several that could be next, the least name.
  let order: [Module]
  /// What was asked for.
  let specs: Specification

  /// Why each module is in the image.
  var provenance: Provenance { Provenance(specs, of: order) }
}

package import Vocabulary

extension Named {
  /// One running place of an image on a host; several instances may run the same image.
  package enum Instance {}
}

/// The name of an instance; unique within its fleet and host.
package typealias InstanceName = Name<Named.Instance>

import TestSupport

/// Requirements for tests of commands.
enum PolicyFixture {
  /// A requirement on public images; its parts can be left out.
  static func requirement(
    _ name: String = "guarded", labels: String = "exposure: public", anonymous: String = "deny",
    resources: String = "/admin: [alice]", probes: String = "{get: /admin/, expect: 403}"
  ) -> String {
    """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: \(name)}
    spec:
      selector: {matchLabels: {\(labels)}}
      modules:
        access-control:
          anonymous: \(anonymous)
          resources: {\(resources)}
      probes: [\(probes)]

    """
  }

  /// A fleet whose one image has to meet a requirement, committed.
  static func withRequirement(_ body: (Fleet) async throws -> Void) async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.write(requirement(), to: "requirements/guarded.yaml")
      try await fleet.commit("A requirement")
      try await body(fleet)
    }
  }
}

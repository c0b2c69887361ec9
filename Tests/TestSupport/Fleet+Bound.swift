extension Fleet {
  /// Writes `requirements/small.yaml`: how much code public images may have; not committed.
  package func bound(textKiB: Int) throws {
    try write(
      """
      apiVersion: merlon.dev/v1
      kind: SecurityRequirement
      metadata: {name: small}
      spec:
        selector: {matchLabels: {exposure: public}}
        limits: {textKiB: \(textKiB)}

      """, to: "requirements/small.yaml")
  }
}

package import Vocabulary

/// How an image came to be: SLSA provenance v1.
package struct BuildProvenance: Hashable, Sendable {
  /// The predicate type.
  package static let predicateType = "https://slsa.dev/provenance/v1"
  /// The build type: what `externalParameters` and `internalParameters` mean.
  package static let buildType = "https://merlon.dev/build/unikernel/v1"

  /// The image's name.
  package let image: ImageName
  /// The digest of the image's bytes.
  package let imageDigest: Digest
  /// The image key: equal keys give equal bytes.
  package let imageKey: Digest
  /// The Solo5 target.
  package let target: Target
  /// The policy commit.
  package let commit: CommitID
  /// Where the policy repository is: a URI.
  package let repository: String
  /// Who built: a URI.
  package let builder: String
  /// The identity of the toolchain.
  package let toolchain: String
  /// Modules with their options, and the requirements that asked for them.
  package let parameters: JSON
  /// What went in besides the policy commit: module trees, catalogs.
  package let dependencies: [ResourceDescriptor]
  /// When the build began.
  package let startedOn: Instant
  /// When the build ended.
  package let finishedOn: Instant

  /// Makes a record of a build.
  package init(
    image: ImageName, imageDigest: Digest, imageKey: Digest, target: Target, commit: CommitID,
    repository: String, builder: String, toolchain: String, parameters: JSON,
    dependencies: [ResourceDescriptor] = [], startedOn: Instant, finishedOn: Instant
  ) {
    self.image = image
    self.imageDigest = imageDigest
    self.imageKey = imageKey
    self.target = target
    self.commit = commit
    self.repository = repository
    self.builder = builder
    self.toolchain = toolchain
    self.parameters = parameters
    self.dependencies = dependencies
    self.startedOn = startedOn
    self.finishedOn = finishedOn
  }
}

extension BuildProvenance {
  /// The record as a statement about the image.
  package var statement: Statement {
    let policy = ResourceDescriptor.commit(commit, repository: repository)
    let definition: [String: JSON] = [
      "buildType": .string(Self.buildType),
      "externalParameters": .object([
        "image": .string(image.text), "target": .string(target.rawValue),
        "composition": parameters,
      ]),
      "internalParameters": .object([
        "imageKey": .string(imageKey.description), "toolchain": .string(toolchain),
      ]),
      "resolvedDependencies": .array(([policy] + dependencies).map(\.json)),
    ]
    return Statement(
      subjects: [.image(image, imageDigest)], predicateType: Self.predicateType,
      predicate: [
        "buildDefinition": .object(definition),
        "runDetails": .object([
          "builder": .object(["id": .string(builder)]),
          "metadata": .object([
            "startedOn": .string(startedOn.description),
            "finishedOn": .string(finishedOn.description),
          ]),
        ]),
      ])
  }

  /// Reads the record out of a statement, or returns `nil` if it is not one of ours.
  package init?(_ statement: Statement) {
    let predicate = JSON.object(statement.predicate)
    guard statement.predicateType == Self.predicateType, statement.subjects.count == 1,
      let image = statement.subjects[0].image, let imageDigest = statement.subjects[0].sha256,
      let definition = predicate["buildDefinition"],
      definition["buildType"]?.string == Self.buildType,
      let outer = definition["externalParameters"],
      let inner = definition["internalParameters"],
      let target = outer["target"]?.string.flatMap(Target.init(rawValue:)),
      let key = inner["imageKey"]?.string.flatMap({ Digest($0) }),
      let toolchain = inner["toolchain"]?.string,
      let resolved = definition["resolvedDependencies"]?.array,
      let policy = resolved.first.flatMap({ ResourceDescriptor($0) }),
      let commit = policy.commit,
      let builder = predicate["runDetails"]?["builder"]?["id"]?.string,
      let metadata = predicate["runDetails"]?["metadata"],
      let startedOn = metadata["startedOn"]?.string.flatMap({ Instant($0) }),
      let finishedOn = metadata["finishedOn"]?.string.flatMap({ Instant($0) })
    else { return nil }
    self.init(
      image: image, imageDigest: imageDigest, imageKey: key, target: target, commit: commit,
      repository: policy.uri ?? "", builder: builder, toolchain: toolchain,
      parameters: outer["composition"] ?? .null,
      dependencies: resolved.dropFirst().compactMap { ResourceDescriptor($0) },
      startedOn: startedOn, finishedOn: finishedOn)
  }
}

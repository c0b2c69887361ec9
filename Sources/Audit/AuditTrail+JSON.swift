import Ledger
package import Vocabulary

extension AuditTrail {
  /// The trail for programs; members are only ever added.
  package var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/audit/v1"),
      "commits": .array(records.map(\.json)),
      "findings": .array(findings.map { .string($0.description) }),
    ])
  }
}

extension AuditRecord {
  fileprivate var json: JSON {
    var members: [String: JSON] = [
      "commit": .string(commit.hex), "subject": .string(subject), "reason": .string(reason),
      "diagnostics": .array(diagnostics.map { .string($0.description) }),
      "images": .array(images.map { .string($0.text) }), "builds": .array(builds.map(\.json)),
      "instances": .array(instances.map(\.json)), "lines": .integer(lineCount),
    ]
    members["verdict"] = isPassed.map { .string($0 ? "PASSED" : "FAILED") }
    members["decidedAt"] = decidedAt.map { .string($0.description) }
    return .object(members)
  }
}

extension AuditBuild {
  fileprivate var json: JSON {
    .object([
      "image": .string(image.text), "digest": .string(digest.description),
      "requirements": .array(requirements.map(JSON.string)),
    ])
  }
}

extension AuditInstance {
  fileprivate var json: JSON {
    .object([
      "host": .string(host.text), "image": .string(image.text),
      "digest": .string(digest.description), "event": .string(event),
      "time": .string(time.description), "detail": .string(detail),
    ])
  }
}

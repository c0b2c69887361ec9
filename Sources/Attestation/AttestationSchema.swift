package import Vocabulary

/// The JSON Schemas (draft 2020-12) of what Merlon signs.
///
/// Members that are not named may be there: in-toto tells readers to pass over them, and later
/// releases add some.
package enum AttestationSchema {
  /// The schemas by their names.
  package static let schemas: [String: JSON] = [
    "Deployment": document("Deployment", "deployment", DeploymentSchema.predicate),
    "LedgerStatement": document("LedgerStatement", "ledger-statement", statement),
    "LedgerCheckpoint": document("LedgerCheckpoint", "ledger-checkpoint", checkpoint),
  ]

  private static func document(_ title: String, _ file: String, _ schema: JSON) -> JSON {
    var members = schema.object ?? [:]
    members["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
    members["$id"] = .string("https://merlon.dev/schema/\(file)/v1.json")
    members["title"] = .string(title)
    return .object(members)
  }

  /// The payload of one line: an in-toto statement with its place in the ledger.
  private static let statement = Form.object(
    "What the payload of one line of a ledger is: an in-toto Statement v1.",
    required: [
      "_type": Form.constant(Statement.type),
      "subject": Form.list(Form.descriptor, atLeast: 1),
      "predicateType": Form.text("The kind of claim."),
      "predicate": Form.object("The claim.", required: ["merlon_ledger": place]),
    ],
    cases: [
      (VerificationSummary.predicateType, VerdictSchema.verdict),
      (BuildProvenance.predicateType, VerdictSchema.build),
      (TestResult.predicateType, VerdictSchema.test),
      (DeploymentEvent.predicateType, DeploymentSchema.predicate),
    ])

  private static let place = Form.object(
    "The line's place in its ledger.",
    required: [
      "sequence": Form.number("The number of the line, from 1, without gaps.", atLeast: 1),
      "previous": Form.either(Form.sha256, Form.null),
      "time": Form.instant("When it was recorded."),
      "commit": Form.commit("The policy commit whose note it is in."),
    ],
    optional: ["key": Form.text("A name that no other line on this commit has.")])

  private static let checkpoint = Form.object(
    "How far a ledger was verified: the payload of a checkpoint's envelope.",
    required: [
      "_type": Form.constant(Statement.type),
      "subject": Form.list(Form.descriptor, atLeast: 1),
      "predicateType": Form.constant("https://merlon.dev/attestation/checkpoint/v1"),
      "predicate": Form.object(
        "Where each reference was.",
        required: [
          "time": Form.instant("When it was verified."),
          "policy": Form.commit("The newest policy commit."),
          "branch": Form.text("The branch of the policy."),
          "ledgers": Form.map("By the full names of the references.", of: ledger),
        ]),
    ])

  private static let ledger = Form.object(
    "Where one reference was.",
    required: [
      "commit": Form.commit("The notes commit."),
      "sequence": Form.number("The number of its last line.", atLeast: 0),
      "root": Form.sha256,
      "peaks": Form.text("The roots of the complete subtrees, in hex, largest first."),
    ],
    optional: [
      "last": Form.sha256, "revision": Form.commit("The newest policy commit that it speaks of."),
    ])
}

import Vocabulary

/// The schemas of public predicates, as far as Merlon reads them, with what it adds to them.
enum VerdictSchema {
  static let verdict = Form.object(
    "SLSA verification summary v1, of a commit or of an image.",
    required: [
      "verifier": Form.object("Who judged.", required: ["id": Form.text("A URI.")]),
      "timeVerified": Form.instant("When."), "resourceUri": Form.text("What was judged."),
      "policy": Form.descriptor, "verificationResult": Form.choice(["PASSED", "FAILED"]),
      "verifiedLevels": Form.list(Form.text("A level.")),
      "merlon_verdict": Form.object(
        "What the summary has no place for.",
        required: [
          "reason": Form.text("Why, in one sentence."), "diagnostics": Form.list(diagnostic),
          "images": Form.list(Form.text("An image that is affected.")),
        ],
        optional: [
          "supersededBy": Form.commit("The commit that came before this was built."),
          "callouts": Form.list(callout),
          "builtFor": Form.commit("The commit that a rebuilt image had been built for."),
        ]),
    ])

  private static let callout = Form.object(
    "What the commit weakens, or what a person had to judge.",
    required: [
      "kind": Form.choice(Callout.Kind.allCases.map(\.rawValue)),
      "message": Form.text("What it is."),
      "images": Form.list(Form.text("An image that it is about; not all if they are many.")),
      "file": Form.text("The path."), "line": Form.number("From 1; 0 for the file.", atLeast: 0),
      "column": Form.number("From 1; 0 for the line.", atLeast: 0),
    ],
    optional: ["requirement": Form.text("The requirement that it is about.")])

  private static let diagnostic = Form.object(
    "Something wrong at a place of the policy.",
    required: [
      "severity": Form.choice(["error", "warning"]), "file": Form.text("The path."),
      "line": Form.number("From 1; 0 for the whole file.", atLeast: 0),
      "column": Form.number("From 1; 0 for the whole line.", atLeast: 0),
      "message": Form.text("What is wrong."),
    ],
    optional: ["hint": Form.text("How to mend it.")])

  static let build = Form.object(
    "SLSA provenance v1 of an image.",
    required: [
      "buildDefinition": Form.object(
        "What went in.",
        required: [
          "buildType": Form.constant(BuildProvenance.buildType),
          "externalParameters": Form.object(
            "What the policy asked for.",
            required: [
              "image": Form.text("The image."), "target": Form.choice(["spt", "hvt"]),
              "composition": Form.object(
                "Modules with their options, requirements, and the end of validity.",
                optional: ["notAfter": Form.instant("When the image stops being valid.")]),
            ]),
          "internalParameters": Form.object(
            "What the builder chose.",
            required: ["imageKey": Form.sha256, "toolchain": Form.sha256]),
          "resolvedDependencies": Form.list(Form.descriptor, atLeast: 1),
        ]),
      "runDetails": Form.object(
        "Who built, and when.",
        required: [
          "builder": Form.object("The builder.", required: ["id": Form.text("A URI.")]),
          "metadata": Form.object(
            "The times.",
            required: ["startedOn": Form.instant("Begin."), "finishedOn": Form.instant("End.")]),
        ]),
    ])

  static let test = Form.object(
    "in-toto test-result v0.1: what probes saw.",
    required: [
      "result": Form.choice(["PASSED", "WARNED", "FAILED"]),
      "configuration": Form.list(Form.descriptor, atLeast: 1),
    ],
    optional: [
      "passedTests": Form.list(Form.text("A probe.")),
      "warnedTests": Form.list(Form.text("A probe.")),
      "failedTests": Form.list(Form.text("A probe.")),
      "merlon_evidence": Form.object("Host, times and answers."),
    ])
}

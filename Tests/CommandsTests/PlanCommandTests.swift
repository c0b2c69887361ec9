import Foundation
import TestSupport
import Testing
import Vocabulary

/// `merlon plan` as reviewers and their pipelines meet it.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct PlanCommandTests {
  @Test func `what is lost comes first, what is weakened next, what is won last`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      let other = PolicyFixture.requirement("other")
      try fleet.write(other, to: "requirements/other.yaml")
      try await fleet.commit("Another requirement")
      try FileManager.default.removeItem(atPath: fleet.path + "/requirements/other.yaml")
      try fleet.write(
        PolicyFixture.requirement(anonymous: "allow", probes: ""), to: "requirements/guarded.yaml")
      try fleet.write(PolicyFixture.requirement("third"), to: "requirements/third.yaml")
      try fleet.replace("anonymous: deny", by: "anonymous: allow", in: "requirements/third.yaml")
      let plan = try await fleet.merlon("plan")
      #expect(plan.status == 0, "\(plan)")
      let order = [
        "lost: requirement other no longer applies to web: its document is gone",
        "weakened: requirement guarded: probe GET /admin/: 403 is dropped",
        "changed: requirement guarded: access-control.anonymous: \"deny\" ->",
        "rebuilt web on local", "enforced: requirement third on web",
        "hosts, each image in the steps of its rollout:", "  local: restart web",
        "1 of 1 image affected; 1 lost, 1 weakened, 1 changed",
      ]
      var rest = plan.output[...]
      for line in order {
        let found = try #require(rest.range(of: line), "\(line) is not in its place: \(plan)")
        rest = rest[found.upperBound...]
      }
      for line in plan.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func `an option that a requirement leaves to others is called out`() async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.replace(
        "    static-site", by: "    access-control: {anonymous: deny}\n    static-site",
        in: "images/web.yaml")
      try await fleet.commit("Guarded by itself")
      try fleet.replace("anonymous: deny", by: "anonymous: allow", in: "images/web.yaml")
      let plan = try await fleet.merlon("plan", "--output", "json")
      let callouts = try #require(plan.json()["callouts"]?.array)
      #expect(callouts.map { $0["kind"]?.string } == ["changed"], "\(plan)")
      #expect(
        callouts.first?["message"]?.string
          == #"image web: access-control.anonymous: "deny" -> "allow""#)
    }
  }

  @Test func `hosts restart in the steps of the rollout`() async throws {
    try await Fleet.withCommitted { fleet in
      for host in ["b", "c"] {
        try fleet.write(
          "apiVersion: merlon.dev/v1\nkind: Host\nmetadata: {name: \(host)}\nspec: {}\n",
          to: "hosts/\(host).yaml")
      }
      try fleet.replace(
        "    static-site", by: "    security-headers: {}\n    static-site", in: "images/web.yaml")
      try fleet.replace(
        "spec:\n",
        by: "spec:\n  placement: {replicas: 3}\n  rollout: {canary: [1]}\n", in: "images/web.yaml")
      try await fleet.commit("Three of them")
      try fleet.replace("16MiB", by: "20MiB", in: "images/web.yaml")
      let plan = try await fleet.merlon("plan")
      for line in [
        "b: restart web (step 1 of 2)", "c: restart web (step 2 of 2)",
        "local: restart web (step 2 of 2)",
      ] { #expect(plan.output.contains(line), "\(plan)") }
      let hosts = try await fleet.merlon("plan", "--output", "json").json()["hosts"]?.array
      #expect(hosts?.first?["steps"]?.array?.first?["steps"]?.integer == 2)
    }
  }

  @Test func `exit codes are those of git diff`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      #expect(try await fleet.merlon("plan", "--exit-code").status == 0)
      #expect(try await fleet.merlon("plan", "HEAD..HEAD", "--exit-code").status == 0)
      #expect(try await fleet.merlon("plan", "HEAD~1..HEAD", "--exit-code").status == 1)
      #expect(try await fleet.merlon("plan", "HEAD~1..HEAD").status == 0)
      #expect(try await fleet.merlon("plan", "nope..HEAD", "--exit-code").status == 2)
      // A document that moves changes nothing.
      let text = try String(
        contentsOfFile: fleet.path + "/requirements/guarded.yaml", encoding: .utf8)
      try fleet.write("# moved\n" + text, to: "requirements/guarded.yaml")
      let moved = try await fleet.merlon("plan", "--exit-code")
      #expect(moved.status == 0 && moved.output.contains("0 of 1 image affected"), "\(moved)")
    }
  }

  @Test func `a newer side that is refused is told in every format`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      try fleet.replace("anonymous", by: "anonymuos", in: "requirements/guarded.yaml")
      for format in ["text", "markdown", "json", "sarif"] {
        let plan = try await fleet.merlon("plan", "--output", format, "--exit-code")
        #expect(plan.status == 1 && plan.output.contains("did you mean anonymous?"), "\(plan)")
        if format == "sarif" { try await SarifLogTests.expectValid(plan.output) }
        if format == "markdown" { #expect(plan.output.hasPrefix("### Merlon plan: refused")) }
      }
      try await fleet.commit("Refused")
      try fleet.replace("anonymuos", by: "anonymous", in: "requirements/guarded.yaml")
      let mended = try await fleet.merlon("plan")
      #expect(mended.status == 0 && mended.error.contains("refused itself"), "\(mended)")
      #expect(mended.output.contains("added web"), "\(mended)")
    }
  }

  @Test func `the index is what counts with --staged`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      try fleet.replace("/admin: [alice]", by: "", in: "requirements/guarded.yaml")
      #expect(try await fleet.merlon("plan", "--staged", "--exit-code").status == 0)
      #expect(try await fleet.merlon("plan", "--exit-code").status == 1)
      try await fleet.git("add", "--all")
      try fleet.replace("{}", by: "{/admin: [alice]}", in: "requirements/guarded.yaml")
      let staged = try await fleet.merlon("plan", "--staged", "--exit-code")
      #expect(staged.status == 1 && staged.output.contains("weakened: "), "\(staged)")
      #expect(try await fleet.merlon("plan", "--exit-code").status == 0)
    }
  }

  @Test func `two folders are compared, and neither is touched`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      let plain = fleet.root + "/plain"
      try FileManager.default.copyItem(atPath: fleet.path, toPath: plain)
      try FileManager.default.removeItem(atPath: plain + "/.git")
      let same = try await fleet.merlon(
        "plan", "--base-dir", plain, "--head-dir", fleet.path, "--exit-code")
      #expect(same.status == 0, "\(same)")
      try fleet.replace("16MiB", by: "20MiB", in: "images/web.yaml")
      let differs = try await fleet.merlon(
        "plan", "--base-dir", plain, "--head-dir", fleet.path, "--exit-code")
      #expect(differs.status == 1 && differs.output.contains("~ memory: 16MiB -> 20MiB"))
      let back = try await fleet.merlon("plan", "--base-dir", fleet.path, "--head-dir", plain)
      #expect(back.output.contains("~ memory: 20MiB -> 16MiB"), "\(back)")
      #expect(!FileManager.default.fileExists(atPath: plain + "/.git"))
    }
  }

  @Test func `--build measures the code of both sides`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      let plan = try await fleet.merlon(
        "plan", "HEAD~1..HEAD", "--build", "--output", "json")
      #expect(plan.status == 0, "\(plan)")
      let image = try #require(plan.json()["images"]?.array?.first)
      let old = try #require(image["textBytes"]?["old"]?.integer)
      let new = try #require(image["textBytes"]?["new"]?.integer)
      #expect(old > 10_000 && new > old)
      let surface = try #require(image["surface"]?["new"])
      #expect(surface["isMeasured"] == .boolean(true))
      #expect(surface["devices"] == .array([.string("service (NET_BASIC)")]))
      #expect(surface["calls"]?.array?.contains(.string("read")) == true)
      let planned = try await fleet.merlon("plan", "HEAD~1..HEAD", "--output", "json")
      let unmeasured = try #require(planned.json()["images"]?.array?.first?["surface"]?["new"])
      #expect(unmeasured["isMeasured"] == .boolean(false))
      #expect(
        image["surface"]?["new"]?["hooks"]?.array?.contains(
          .string("http.request by access-control")) == true)
    }
  }

  @Test func `--build refuses what the reconciler would, in every format`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      // The image itself is kept: it is the bound that is new.
      try fleet.bound(textKiB: 4)
      let told = "and requirement small allows 4 KiB"
      for format in ["text", "markdown", "json", "sarif"] {
        #expect(try await fleet.merlon("plan", "--output", format).status == 0)
        let plan = try await fleet.merlon("plan", "--build", "--output", format)
        #expect(plan.status == 1 && plan.output.contains(told), "\(plan)")
        #expect(plan.output.contains("requirements/small.yaml"), "\(plan)")
        if format == "sarif" { try await SarifLogTests.expectValid(plan.output) }
        if format == "markdown" { #expect(plan.output.hasPrefix("### Merlon plan: refused")) }
      }
      try fleet.bound(textKiB: 400)
      #expect(try await fleet.merlon("plan", "--build").status == 0)
    }
  }

  @Test func `an image that escapes a requirement under a new name is called out`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      try fleet.replace("name: web", by: "name: site", in: "images/web.yaml")
      try fleet.replace("exposure: public", by: "exposure: none", in: "images/web.yaml")
      let plan = try await fleet.merlon("plan")
      #expect(
        plan.output.hasPrefix("lost: requirement guarded no longer applies to web, which is"),
        "\(plan)")
      #expect(plan.output.contains("~ made of the same as web, which is removed"), "\(plan)")
      let json = try await fleet.merlon("plan", "--output", "json").json()
      let rename = try #require(json["renames"]?.array?.first)
      #expect(rename["old"]?.string == "web" && rename["new"]?.string == "site")
      #expect(rename["escaped"] == .array([.string("guarded")]))
    }
  }
}

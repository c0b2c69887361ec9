import TestSupport
import Testing
import Vocabulary

/// `merlon why` and `merlon why-not`.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct WhyCommandTests {
  @Test func `every module and option of an image has its reason`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      let answer = try await fleet.merlon("why", "web", "--output", "json").json()
      let modules = try #require(answer["modules"]?.array)
      #expect(
        Set(modules.compactMap { $0["module"]?.string })
          == ["lwip", "http-server", "access-control", "static-site"])
      for module in modules {
        let reasons = (module["askedBy"]?.array ?? []) + (module["requiredBy"]?.array ?? [])
        #expect(!reasons.isEmpty, "\(module)")
        for option in module["options"]?.array ?? [] {
          let isUnasked = option["demands"]?.array?.isEmpty
          #expect(isUnasked != nil && isUnasked == option["isDefault"]?.boolean, "\(option)")
        }
      }
      let text = try await fleet.merlon("why", "web", "access-control.anonymous")
      #expect(text.output.contains(#"anonymous: "deny""#), "\(text)")
      #expect(text.output.contains("requirement guarded"), "\(text)")
      #expect(text.output.contains("(requirements/guarded.yaml:8:7)"), "\(text)")
      #expect(!text.output.contains("resources"), "\(text)")
      let lwip = try await fleet.merlon("why", "web", "lwip")
      #expect(lwip.output.contains("required by http-server"), "\(lwip)")
      #expect(lwip.output.contains("the module's default"), "\(lwip)")
    }
  }

  @Test func `a requirement that does not apply names what fails`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      let applies = try await fleet.merlon("why-not", "guarded")
      #expect(applies.status == 1 && applies.output.contains("applies to web"), "\(applies)")
      try fleet.replace("exposure: public", by: "exposure: internal", in: "images/web.yaml")
      let label = try await fleet.merlon("why-not", "guarded", "web")
      #expect(label.status == 0, "\(label)")
      #expect(
        label.output.contains(
          "selector asks for exposure=public, and the image has exposure=internal"), "\(label)")
      try fleet.replace("{exposure: internal}", by: "{}", in: "images/web.yaml")
      let none = try await fleet.merlon("why-not", "guarded")
      #expect(none.output.contains("no such label"), "\(none)")
      let json = try await fleet.merlon("why-not", "guarded", "--output", "json").json()
      let terms = json["images"]?.array?.first?["terms"]?.array
      #expect(terms?.map { $0["holds"]?.boolean } == [false])
    }
  }

  @Test func `a closed window says until when`() async throws {
    try await PolicyFixture.withRequirement { fleet in
      try fleet.replace(
        "  selector", by: "  notBefore: 2999-01-01T00:00:00Z\n  selector",
        in: "requirements/guarded.yaml")
      let closed = try await fleet.merlon("why-not", "guarded")
      #expect(closed.status == 0, "\(closed)")
      #expect(closed.output.contains("window is closed until 2999-01-01T00:00:00Z"), "\(closed)")
      let plan = try await fleet.merlon("plan")
      #expect(plan.output.contains("weakened: requirement guarded: notBefore"), "\(plan)")
    }
  }
}

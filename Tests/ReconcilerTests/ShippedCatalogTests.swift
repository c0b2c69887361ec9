import Foundation
import TestSupport
import Testing
import Vocabulary

/// The shipped catalog, built and booted as users do.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct ShippedCatalogTests {
  @Test(.enabled(if: E2E.hasKVM, "/dev/kvm cannot be opened"), arguments: [false, true])
  func `an image for hvt serves`(isProtected: Bool) async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.replace("target: spt", by: "target: hvt", in: "images/web.yaml")
      if isProtected {
        let verifier = try await fleet.verifier(of: "s3cret")
        try fleet.write(FleetPolicy.authenticated(alice: verifier), to: "requirements/r.yaml")
      }
      try await fleet.commit("On virtual hardware")
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 200)
      #expect(fleet.ask("/admin/") == (isProtected ? 403 : 200))
      // No password is asked for here: where KVM itself is emulated, PBKDF2 takes many seconds.
    }
  }

  @Test func `an image is the same in another folder with another cache`() async throws {
    var digests: [String] = []
    for _ in 0..<2 {
      try await Fleet.withEmpty { fleet in
        try await fleet.initialise()
        fleet.environment["MERLON_CACHE"] = fleet.root + "/cache"
        // The port of the host is no part of the image.
        let built = try await fleet.merlon("build", "web", "--output", "json").json()
        #expect(built["wasStored"]?.boolean == false)
        #expect((built["compiled"]?.array?.count ?? 0) > 0)
        digests.append(try #require(built["digest"]?.string))
      }
    }
    #expect(digests[0] == digests[1])
  }

  @Test func `a module of the repository is compiled in`() async throws {
    try await Fleet.withServing { fleet in
      try fleet.replace(
        "    - {name: app", by: "    - {name: own, folder: catalogs/own}\n    - {name: app",
        in: "merlon.yaml")
      try fleet.write(Teapot.manifest, to: "catalogs/own/teapot/module.yaml")
      try fleet.write(Teapot.source, to: "catalogs/own/teapot/teapot.c")
      try fleet.replace(
        "    static-site", by: "    teapot: {}\n    static-site", in: "images/web.yaml")
      try await fleet.commit("A teapot")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 418)
    }
  }
}

// swift-tools-version: 6.3
// The architecture of Merlon: targets in layers, lowest first; a target may depend only on
// targets above it in this file. TidyTests holds the rule.
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
/// For targets that touch C: every use of an unsafe construct is marked `unsafe`.
let seam = strict + [.strictMemorySafety()]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
/// Maps and sets that share structure: a plan and its predecessor cost one plan and a change.
let persistentCollections: Target.Dependency = .product(
  name: "HashTreeCollections", package: "swift-collections")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
  name: "merlon",
  products: [
    .executable(name: "merlon", targets: ["merlon"]),
    .executable(name: "merlon-ukvm", targets: ["merlon-ukvm"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // MARK: - C seams: headers and macros, no logic
    .systemLibrary(
      name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSSL", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CProcess"),
    .target(name: "CUkvm"),
    // Of Debian's libslirp-dev, the header only; it is loaded when it is needed.
    .target(name: "CSlirp"),
    // Measures servers for merlon-bench; no part of Merlon.
    .target(
      name: "CLoadClient",
      linkerSettings: [.linkedLibrary("ssl"), .linkedLibrary("crypto")]),

    // MARK: - Domain: pure; no Foundation, no C, no async
    .target(name: "Vocabulary", swiftSettings: strict),
    .target(name: "Solo5", dependencies: ["Vocabulary"], swiftSettings: strict),
    .target(name: "Unikernel", dependencies: ["Vocabulary"], swiftSettings: strict),
    .target(
      name: "Policy", dependencies: ["Vocabulary", "Unikernel", persistentCollections],
      swiftSettings: strict),
    .target(name: "Rollout", dependencies: ["Vocabulary"], swiftSettings: strict),
    .target(
      name: "Planning",
      dependencies: [
        "Vocabulary", "Solo5", "Unikernel", "Policy", "Rollout", persistentCollections,
      ],
      swiftSettings: strict),
    .target(name: "Inventory", dependencies: ["Vocabulary"], swiftSettings: strict),
    .target(name: "Attestation", dependencies: ["Vocabulary"], swiftSettings: strict),

    // MARK: - Adapters: each owns one outside thing
    .target(name: "Disk", swiftSettings: seam),
    .target(
      name: "Keys", dependencies: ["Vocabulary", "Attestation", "Disk", crypto, cryptoExtras],
      swiftSettings: strict),
    .target(
      name: "PolicyFiles", dependencies: ["Vocabulary", "Unikernel", "Policy", yams],
      swiftSettings: strict),
    .target(
      name: "PolicyIndex", dependencies: ["Vocabulary", "Unikernel", "Policy", "Disk", "Keys"],
      swiftSettings: strict),
    .target(
      name: "GitStore", dependencies: ["Vocabulary", "Disk", "Keys", "CLibgit2", "CZlib"],
      swiftSettings: seam),
    .target(
      name: "GitFetch",
      dependencies: ["Vocabulary", "Policy", "Disk", "Keys", "GitStore", subprocess, system],
      swiftSettings: strict),
    .target(
      name: "ImageStore", dependencies: ["Vocabulary", "Disk", "Keys"], swiftSettings: strict),
    .target(name: "LibraryOS", resources: [.copy("Guest")], swiftSettings: strict),
    .target(name: "Catalog", resources: [.copy("Modules")], swiftSettings: strict),
    .target(
      name: "Toolchains",
      dependencies: [
        "Vocabulary", "Solo5", "Unikernel", "Policy", "Inventory", "Disk", "Keys", "LibraryOS",
        subprocess, system,
      ],
      swiftSettings: strict),
    .target(
      name: "Ledger", dependencies: ["Vocabulary", "Attestation", "Disk", "Keys", "GitStore"],
      swiftSettings: strict),
    .target(
      name: "Trust",
      dependencies: [
        "Vocabulary", "Policy", "Attestation", "Keys", "PolicyFiles", "GitStore", "Ledger",
      ],
      swiftSettings: strict),
    .target(
      name: "HostLink", dependencies: ["Vocabulary", "Attestation", "Disk", "Keys"],
      swiftSettings: strict),
    .target(
      name: "Webhook", dependencies: ["Vocabulary", "Keys", "HostLink"], swiftSettings: strict),
    .target(
      name: "Ukvm", dependencies: ["Vocabulary", "Solo5", "CUkvm", "CSlirp"],
      swiftSettings: seam),

    // MARK: - Application
    .target(
      name: "HostAgent",
      dependencies: [
        "CProcess", "CSSL", "Vocabulary", "Solo5", "Rollout", "Attestation", "Disk", "Keys",
        "HostLink",
      ],
      swiftSettings: strict),
    .target(
      name: "Reconciler",
      dependencies: [
        "Vocabulary", "Solo5", "Unikernel", "Policy", "Planning", "Inventory", "Rollout",
        "Attestation", "Disk",
        "Keys", "PolicyFiles", "PolicyIndex", "GitStore", "GitFetch", "ImageStore", "Catalog",
        "Toolchains", "Ledger", "Trust", "HostLink", persistentCollections,
      ],
      swiftSettings: strict),
    .target(
      name: "Audit",
      dependencies: [
        "Vocabulary", "Policy", "Attestation", "Disk", "Keys", "PolicyFiles", "GitStore",
        "ImageStore", "Ledger", "Trust", grdb,
      ],
      swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "Vocabulary", "Unikernel", "Policy", "Planning", "Inventory", "Attestation", "Disk", "Keys",
        "PolicyFiles", "GitStore", "GitFetch", "ImageStore", "Catalog", "Toolchains", "Ledger",
        "Trust", "HostLink", "Webhook", "HostAgent",
        "Reconciler", "Audit", argumentParser,
      ],
      swiftSettings: strict),

    // MARK: - Executables: wiring only
    .executableTarget(name: "merlon", dependencies: ["Commands"], swiftSettings: strict),
    .executableTarget(
      name: "merlon-ukvm", dependencies: ["Ukvm"], swiftSettings: strict,
      // The monitor brings its own runtime: fewer pages in each instance, nothing else loaded. Its
      // relocations are packed: to read as many as there are takes a tenth of its start.
      linkerSettings: [
        .unsafeFlags([
          "-static-stdlib", "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
        ])
      ]),
    .executableTarget(
      name: "merlon-bench",
      dependencies: [
        "CLoadClient", "Vocabulary", "Solo5", "Planning", "Attestation", "Keys", "GitStore",
        "GitFetch", "Toolchains", "Ledger", "HostLink", "HostAgent", "Reconciler", "Audit",
        argumentParser,
      ],
      swiftSettings: strict),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["Vocabulary", "HostLink", subprocess, system],
      path: "Tests/TestSupport", exclude: ["Scripts"], swiftSettings: strict),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "VocabularyTests", dependencies: ["Vocabulary", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "Solo5Tests", dependencies: ["Vocabulary", "Solo5", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "UnikernelTests", dependencies: ["Vocabulary", "Unikernel", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyTests", dependencies: ["Vocabulary", "Unikernel", "Policy", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Vocabulary", "Unikernel", "Policy", "Planning", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RolloutTests", dependencies: ["Vocabulary", "Rollout", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "AttestationTests", dependencies: ["Vocabulary", "Attestation", "Keys", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "DiskTests", dependencies: ["Disk", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "KeysTests", dependencies: ["Vocabulary", "Attestation", "Keys", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyFilesTests",
      dependencies: ["Vocabulary", "Unikernel", "Policy", "PolicyFiles", "TestSupport"],
      exclude: ["Corpus"], swiftSettings: strict),
    .testTarget(
      name: "PolicyIndexTests",
      dependencies: [
        "Vocabulary", "Unikernel", "Policy", "PolicyFiles", "PolicyIndex", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GitStoreTests", dependencies: ["Vocabulary", "GitStore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "GitFetchTests",
      dependencies: ["Vocabulary", "Policy", "Disk", "GitStore", "GitFetch", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ImageStoreTests", dependencies: ["Vocabulary", "Keys", "ImageStore", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "InventoryTests", dependencies: ["Vocabulary", "Inventory", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ToolchainsTests",
      dependencies: [
        "Vocabulary", "Solo5", "Unikernel", "Policy", "Inventory", "Keys", "PolicyFiles", "Catalog",
        "Toolchains", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CatalogTests",
      dependencies: [
        "Vocabulary", "Unikernel", "Policy", "Inventory", "Keys", "PolicyFiles", "Catalog",
        "Toolchains", "TestSupport",
      ],
      exclude: ["Corpus", "Harness"], swiftSettings: strict),
    .testTarget(
      name: "LedgerTests",
      dependencies: ["Vocabulary", "Attestation", "Keys", "GitStore", "Ledger", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "TrustTests",
      dependencies: ["Vocabulary", "Attestation", "GitStore", "Trust", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "HostLinkTests", dependencies: ["Vocabulary", "Keys", "HostLink", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "WebhookTests", dependencies: ["Vocabulary", "Webhook", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "UkvmTests", dependencies: ["Vocabulary", "Solo5", "Ukvm", "TestSupport"],
      exclude: ["Harness"], resources: [.copy("Guests")], swiftSettings: strict),
    .testTarget(
      name: "HostAgentTests",
      dependencies: [
        "Vocabulary", "Solo5", "Attestation", "Keys", "HostLink", "HostAgent", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReconcilerTests",
      dependencies: [
        "Vocabulary", "Policy", "Planning", "Attestation", "Keys", "GitStore", "ImageStore",
        "Toolchains",
        "Ledger", "HostLink", "Rollout", "Reconciler", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AuditTests",
      dependencies: [
        "Vocabulary", "Attestation", "Keys", "GitStore", "ImageStore", "Ledger", "Audit",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Vocabulary", "Unikernel", "Policy", "Planning", "HostLink", "Commands", "TestSupport",
      ],
      resources: [.copy("Schemas")], swiftSettings: strict),
    .testTarget(name: "BenchTests", dependencies: ["TestSupport"], swiftSettings: strict),
  ]
)

import Attestation
import ImageStore
import Ledger
import Vocabulary

/// Holds the bytes of images against what the ledger says was built.
struct StoreCheck {
  /// What is wrong.
  private(set) var findings: [LedgerFinding] = []
  /// How many images were hashed.
  private(set) var imageCount = 0

  /// Hashes every image of the store, and looks for builds whose images the store has otherwise.
  init(_ store: ImageStore, _ lines: [SignedLine]) throws(ImageStoreError) {
    var builds: [Digest: CommitID] = [:]
    var keys: [Digest: (digest: Digest, commit: CommitID)] = [:]
    for line in lines {
      guard case .build(let build) = line.claim else { continue }
      builds[build.imageDigest] = line.commit
      if let other = keys[build.imageKey], other.digest != build.imageDigest {
        report(
          at: line.commit,
          "the image key \(build.imageKey.short) stands for two images, "
            + "\(other.digest.short) and \(build.imageDigest.short)",
          "git notes --ref=merlon/ledger show \(line.commit.short)")
      }
      keys[build.imageKey] = (build.imageDigest, line.commit)
    }
    for image in try store.list() {
      let place = builds[image.digest] ?? keys[image.key]?.commit
      if let built = keys[image.key], built.digest != image.digest {
        report(
          at: place,
          "the store has image \(image.name) as \(image.digest.short), and the one that was built "
            + "is \(built.digest.short)", "merlon image list")
      }
      check(image.digest, named: image.name, at: place, store)
    }
  }

  private mutating func check(
    _ digest: Digest, named name: ImageName, at place: CommitID?, _ store: ImageStore
  ) {
    imageCount += 1
    do throws(ImageStoreError) { _ = try store.bytes(of: digest) } catch {
      report(
        at: place, "the bytes of image \(name) are not \(digest.short) any more: \(error)",
        "sha256sum \(store.path(of: digest))")
    }
  }

  private mutating func report(at place: CommitID?, _ reason: String, _ command: String) {
    findings.append(LedgerFinding(.image, at: place, reason, command: command))
  }
}

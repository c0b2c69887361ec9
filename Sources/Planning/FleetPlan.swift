import HashTreeCollections
import Policy
package import Vocabulary

/// What a commit wants of the whole fleet at one instant.
///
/// Holds documents, not generated images: an image is generated when somebody asks for it, which
/// takes microseconds, so that a plan costs the memory of its documents. Every plan that exists
/// has been checked: all its images can be generated.
package struct FleetPlan: Sendable {
  /// What it is made of.
  package let snapshot: Snapshot
  /// The instant that it is made for.
  package let time: Instant
  var ports: PortTable
  var calendar: BoundaryCalendar
  var shortages: TreeDictionary<ImageName, Diagnostic>
  var unreachable: TreeDictionary<ImageName, Diagnostic>
  /// The images whose validity does not hold now.
  var dormant: TreeSet<ImageName>

  /// Starts a plan for `snapshot` from the tables of an older one.
  init(_ snapshot: Snapshot, at time: Instant, after old: FleetPlan?) {
    self.snapshot = snapshot
    self.time = time
    ports = old?.ports ?? PortTable()
    calendar = old?.calendar ?? BoundaryCalendar()
    shortages = old?.shortages ?? [:]
    unreachable = old?.unreachable ?? [:]
    dormant = old?.dormant ?? []
  }

  /// The image of a name, or `nil` if nothing of that name runs now.
  ///
  /// - Complexity: That of Algorithm 1 for one image.
  package subscript(name: ImageName) -> PlannedImage? {
    guard let document = snapshot.policy.image(name), !dormant.contains(name) else { return nil }
    do throws(Rejection) { return try generator.generate(document) } catch {
      preconditionFailure("a plan was made with an image that cannot be: \(error.diagnostics)")
    }
  }

  /// The names of all images that run now, in order.
  package var names: [ImageName] {
    snapshot.policy.imageNames.filter { !dormant.contains($0) }.sorted()
  }

  /// How many images run now.
  package var count: Int { snapshot.policy.imageCount - dormant.count }

  /// The next instant at which the clock changes something; `nil` for never.
  package var nextChange: Instant? { calendar.next }

  /// What is odd but does not refuse the commit: images with fewer hosts than replicas, or that
  /// nobody can reach, requirements that apply to no image, addresses of none, and the text of files.
  package var warnings: [Diagnostic] {
    let idle = snapshot.policy.idleRequirements.map(Placement.idle)
    let strangers = snapshot.policy.hosts.values.flatMap {
      Placement.strangers(on: $0, snapshot.policy)
    }
    return
      (Array(shortages.values) + Array(unreachable.values) + idle + strangers
      + snapshot.fileWarnings).sorted()
  }

  var generator: Generator { Generator(snapshot: snapshot, time: time) }
}

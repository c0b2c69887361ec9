import GitFetch
import GitStore
package import ImageStore
import Ledger
import Vocabulary

/// A reconciler of a repository that is somewhere else: it fetches policy from there, acts while
/// it has the lease, and brings the ledger back.
///
/// Every step is done again until it succeeds; what is recorded waits here until it is there.
package actor Follower {
  /// How a cycle ended.
  private enum Ending {
    /// Another controller acts; how long until it may have fallen silent.
    case standby(Duration)
    case passed(PassOutcome)
  }

  let configuration: ReconcilerConfiguration
  let following: FollowingConfiguration
  let hold = LeaseHold()
  let reconciler: Reconciler
  let holder: String
  let tell: @Sendable (ReconcileEvent) -> Void
  var watch: LeaseWatch
  private let wake: Wake
  private var isStandby = false
  /// The term in which the last pass left nothing to do: what differs on hosts then is drift.
  private var settledTerm: Int?

  /// Takes the local repository's lock.
  ///
  /// - Parameters:
  ///   - wake: Ends the wait between two looks.
  ///   - tell: Is told what happens, in order.
  package init(
    _ configuration: ReconcilerConfiguration, following: FollowingConfiguration,
    builder: ImageBuilder, store: ImageStore, wake: Wake,
    tell: @escaping @Sendable (ReconcileEvent) -> Void
  ) throws(ReconcileError) {
    var own = configuration
    own.policyReference = GitRemote.kept("refs/heads/" + configuration.branch)
    own.isFollowing = true
    own.term = { [hold] in hold.held?.term }
    own.mayAct = { [hold] in hold.isHeld }
    self.configuration = own
    self.following = following
    self.wake = wake
    self.tell = tell
    holder = try ControllerName.of(own.stateFolder)
    watch = LeaseWatch(holder: holder, after: try LeaseTerm.kept(in: own.stateFolder))
    reconciler = try Reconciler(own, builder: builder, store: store, tell: tell)
  }

  /// Follows for ever.
  ///
  /// - Parameter complain: Is told what keeps it from working for now.
  package func run(_ complain: @Sendable (ReconcileError) -> Void) async -> Never {
    var pause = Backoff()
    while true {
      var isUnfinished = true
      var wait = Duration.seconds(following.pollSeconds)
      do throws(ReconcileError) {
        switch try await cycle() {
        case .standby(let left):
          isUnfinished = false
          wait = min(wait, left)
        case .passed(let outcome):
          isUnfinished = outcome.isUnfinished
          if let change = outcome.nextChange {
            let now = configuration.now().milliseconds
            wait = min(wait, .milliseconds(max(0, change.milliseconds - now)))
          }
        }
      } catch {
        complain(error)
      }
      pause.note(isUnfinished: isUnfinished)
      if let milliseconds = pause.milliseconds { wait = min(wait, .milliseconds(milliseconds)) }
      // Many that start together must not come back together.
      wait = wait * Double.random(in: 0.8...1)
      if let held = hold.held {
        wait = min(wait, max(.zero, ContinuousClock.now.duration(to: held.renewal)))
      }
      await rest(atMost: wait)
    }
  }

  /// Waits to be woken; meanwhile looks at the hosts as often as somebody asked for.
  private func rest(atMost duration: Duration) async {
    let end = ContinuousClock.now.advanced(by: duration)
    let interval = Duration.milliseconds(configuration.driftMilliseconds)
    while true {
      let piece = min(interval, ContinuousClock.now.duration(to: end))
      guard piece > .zero else { return }
      guard await !wake.wait(atMost: piece), hold.isHeld, ContinuousClock.now < end else { return }
      if await reconciler.hasDrifted() { return }
    }
  }

  /// Looks once, and acts if it may.
  ///
  /// - Returns: What came of it; `nil` if another controller acts.
  package func once() async throws(ReconcileError) -> PassOutcome? {
    if case .passed(let outcome) = try await cycle() { outcome } else { nil }
  }

  private func cycle() async throws(ReconcileError) -> Ending {
    try await fetch()
    if let left = try await acquire() {
      if !isStandby { tell(.standby(holder: try lease()?.lease.holder ?? "another")) }
      isStandby = true
      try await deliver()
      return .standby(left)
    }
    isStandby = false
    try await reconciler.takeOver(
      ledger: try upstream(LedgerReference.controller.name),
      hosts: hostLedgers(below: GitRemote.prefix))
    // A look every few seconds leaves no wait as long as the interval, and a pass puts things right
    // without a word: so ask before it.
    let isSettled = settledTerm != nil && settledTerm == hold.held?.term
    settledTerm = nil
    let outcome = try await renewing { () async throws(ReconcileError) in
      if isSettled { _ = await self.reconciler.hasDrifted() }
      return try await self.reconciler.pass()
    }
    if !outcome.isUnfinished { settledTerm = hold.held?.term }
    try await publish()
    return .passed(outcome)
  }

  private func fetch() async throws(ReconcileError) {
    do throws(FetchError) {
      try await following.remote.fetch(branch: configuration.branch)
    } catch {
      switch error {
      case .refused(let words, _), .failed(let words):
        throw .remote(following.remote.address, words)
      case .git(let error): throw .git(error)
      }
    }
  }

  /// Where a reference of the other side was when it was last seen, by its full name.
  func upstream(_ name: String) throws(ReconcileError) -> CommitID? {
    do throws(GitError) {
      return try Repository(openingAt: configuration.repositoryPath)
        .reference(GitRemote.kept(name))
    } catch { throw .git(error) }
  }

  /// Brings the ledgers there, together with the lease: all move, or none does, so that one who has
  /// lost the lease learns of it before it acts again.
  private func publish() async throws(ReconcileError) {
    let own = try unpublished()
    let moves = try [own].compactMap(\.self) + unpublishedHosts()
    guard !moves.isEmpty else { return }
    try await pushLease(with: moves)
    if let own { tell(.published(own.new)) }
  }

  /// Brings there what this one recorded when it acted and could not bring any more, because it was
  /// killed, for example: whoever acts now, it happened.
  ///
  /// What hosts signed waits there for the one who acts.
  private func deliver() async throws(ReconcileError) {
    guard try unpublished() != nil else { return }
    try await reconciler.takeOver(ledger: try upstream(LedgerReference.controller.name))
    guard let move = try unpublished() else { return }
    switch await following.remote.push([move]) {
    case .done: tell(.published(move.new))
    case .refused(let words), .failed(let words):
      throw .remote(following.remote.address, words)
    }
  }

  /// What brings the ledger there; `nil` if it is there.
  private func unpublished() throws(ReconcileError) -> GitRemote.Move? {
    let name = LedgerReference.controller.name
    let tip: CommitID?
    do throws(GitError) {
      tip = try Repository(openingAt: configuration.repositoryPath).reference(name)
    } catch { throw .git(error) }
    guard let tip, try tip != upstream(name) else { return nil }
    return GitRemote.Move(name, forwardTo: tip)
  }

  /// What brings the ledgers of hosts there.
  private func unpublishedHosts() throws(ReconcileError) -> [GitRemote.Move] {
    let there = try hostLedgers(below: GitRemote.prefix)
    return try hostLedgers(below: "refs/").filter { there[$0.key] != $0.value }
      .map { GitRemote.Move(LedgerReference.host($0.key).name, forwardTo: $0.value) }
  }

  /// The newest notes commit of each host, here or as it was seen on the other side.
  private func hostLedgers(below prefix: String) throws(ReconcileError) -> [HostName: CommitID] {
    do throws(GitError) {
      let folder = prefix + "notes/merlon/hosts/"
      let found = try Repository(openingAt: configuration.repositoryPath)
        .references(below: folder)
      return Dictionary(
        uniqueKeysWithValues: found.compactMap { name, commit in
          HostName(String(name.dropFirst(folder.count))).map { ($0, commit) }
        })
    } catch { throw .git(error) }
  }
}

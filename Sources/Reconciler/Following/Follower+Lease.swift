import GitFetch
import GitStore
import Keys
import Ledger
import Trust
import Vocabulary

/// Taking, renewing and losing the lease.
extension Follower {
  /// Takes the lease, or renews it when it is time.
  ///
  /// - Returns: How long to wait for another one to fall silent; `nil` if it is ours.
  func acquire() async throws(ReconcileError) -> Duration? {
    let seen = try lease()
    let now = ContinuousClock.now
    switch watch.decide(seen?.lease, id: seen?.id, at: now) {
    case .wait(let left):
      hold.held = nil
      return left
    case .take(let term):
      if let held = hold.held, held.id == seen?.id, now < held.renewal { return nil }
      let id = try upstream(Lease.reference)
      try await pushLease(term: term, after: id, with: [])
      return nil
    }
  }

  /// The lease in the shared repository, if a controller that the policy names has signed it.
  func lease() throws(ReconcileError) -> (lease: Lease, id: CommitID)? {
    guard let id = try upstream(Lease.reference),
      let policy = try upstream("refs/heads/" + configuration.branch)
    else { return nil }
    do {
      let repository = try Repository(openingAt: configuration.repositoryPath)
      let trusted = try PolicyTrust.newest(
        of: policy, stateFolder: configuration.stateFolder, in: repository)
      let reader = LeaseReader(
        policy: trusted.id,
        controllers: try LedgerSigners.signers(of: .controller, in: trusted.id, repository))
      let word = try reader.word(in: id, repository)
      if let term = word.term { try note(term: term) }
      guard case .controller(let lease) = word else { return nil }
      return (lease, id)
    } catch let error as GitError {
      throw .git(error)
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch let error as ReconcileError {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  /// Keeps a term that was in force: none below it is ever taken again.
  private func note(term: Int) throws(ReconcileError) {
    guard term > watch.greatest else { return }
    watch.note(term: term)
    try LeaseTerm.keep(term, in: configuration.stateFolder)
  }

  /// Renews the lease together with other moves.
  func pushLease(with moves: [GitRemote.Move]) async throws(ReconcileError) {
    guard let held = hold.held else { throw .leaseLost }
    try await pushLease(term: held.term, after: held.id, with: moves)
  }

  /// Writes a lease that has to come right after another one.
  private func pushLease(
    term: Int, after old: CommitID?, with moves: [GitRemote.Move]
  ) async throws(ReconcileError) {
    let since = ContinuousClock.now
    let new = try write(
      Lease(
        holder: holder, term: term, seconds: following.leaseSeconds, written: configuration.now()))
    let move = GitRemote.Move(Lease.reference, from: old, to: new)
    switch await following.remote.push([move] + moves) {
    case .done:
      try note(term: term)
      hold.held = LeaseHold.Held(
        id: new, term: term, since: since, seconds: following.leaseSeconds)
    case .refused(let words):
      // Somebody else has it, or wrote to the ledger: look again before anything else is done.
      hold.held = nil
      throw .remote(following.remote.address, words)
    case .failed(let words):
      throw .remote(following.remote.address, words)
    }
  }

  private func write(_ lease: Lease) throws(ReconcileError) -> CommitID {
    do {
      var batch = try ObjectBatch(repositoryAt: configuration.repositoryPath)
      let draft = CommitDraft(
        tree: try batch.write(tree: [:]), parents: [],
        author: GitSignature(
          name: "merlon", email: LedgerReference.controller.principal, time: lease.written),
        message: lease.message)
      let armour = try configuration.key.sshSignature(of: draft.signedBytes, namespace: "git")
      let id = try batch.write(commit: draft.signed(armour))
      try batch.flush()
      return id
    } catch let error as GitError {
      throw .git(error)
    } catch let error as KeyError {
      throw .ledger(.key(error))
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  /// Renews the lease as often as it has to be while something is done under it.
  func renewing<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(ReconcileError) -> Value
  ) async throws(ReconcileError) -> Value {
    let result = await withTaskGroup(of: Result<Value, ReconcileError>?.self) { group in
      group.addTask {
        do throws(ReconcileError) { return .success(try await body()) } catch {
          return .failure(error)
        }
      }
      group.addTask {
        await self.keepRenewing()
        return nil
      }
      var result: Result<Value, ReconcileError>?
      while result == nil, let next = await group.next() { result = next }
      group.cancelAll()
      return result ?? .failure(.leaseLost)
    }
    return try result.get()
  }

  private func keepRenewing() async {
    while !Task.isCancelled, let held = hold.held {
      do {
        try await Task.sleep(until: held.renewal, clock: .continuous)
        try await pushLease(with: [])
      } catch is CancellationError {
        return
      } catch {
        // Offline, mostly: until its end the lease holds, and then nothing is done any more.
        try? await Task.sleep(for: .seconds(1))
        if !hold.isHeld { return }
      }
    }
  }
}

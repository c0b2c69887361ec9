import GitFetch

extension Reconciler {
  /// Has packs put together when there are many, beside everything else: nothing waits for it.
  func keepPacks() {
    guard keeping == nil, let keeper = configuration.keeper, keeper.isDue else { return }
    keeping = Task {
      let words = await keeper.run()
      keeping = nil
      if let words { tell(.unkept(words)) }
    }
  }
}

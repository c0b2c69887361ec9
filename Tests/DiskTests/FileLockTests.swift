import Disk
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FileLockTests {
  @Test func `keeps another process out until it is released`() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    let lock = try FileLock(at: path)
    await #expect(processExitsWith: .exitCode(3)) { [path = path as String] in
      exit(try FileLock.ifFree(path) == nil ? 3 : 4)
    }
    lock.release()
    await #expect(processExitsWith: .exitCode(4)) { [path = path as String] in
      exit(try FileLock.ifFree(path) == nil ? 3 : 4)
    }
  }

  @Test func `a killed holder loses it`() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let lock = try FileLock(at: path)
      kill(getpid(), SIGKILL)
      lock.release()
    }
    #expect(try FileLock.ifFree(path) != nil)
  }

  @Test func `excludes within one process, and ends with its last reference`() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    var lock: FileLock? = try FileLock(at: path)
    #expect(try FileLock.ifFree(path) == nil)
    lock = nil
    #expect(lock == nil)
    #expect(try FileLock.ifFree(path) != nil)
  }

  @Test func `waits for its turn`() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    let counter = scratch.path + "/counter"
    try DurableFile.write([0], to: counter)
    await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { @concurrent [path, counter] in
          let lock = try FileLock(at: path)
          defer { lock.release() }
          let count = try DurableFile.read(counter, atMost: 1)?.first ?? 0
          try DurableFile.writeUnforced([count + 1], to: counter)
        }
      }
    }
    #expect(try DurableFile.read(counter, atMost: 1) == [8])
  }

  @Test func `says who holds it, for as long as somebody does`() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lock"
    #expect(FileLock.holder(of: path) == nil)
    let lock = try #require(try FileLock.ifFree(path))
    #expect(FileLock.holder(of: path) == getpid())
    lock.release()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      guard try FileLock.ifFree(path) != nil, FileLock.holder(of: path) == getpid() else { exit(1) }
      kill(getpid(), SIGKILL)
    }
    #expect(FileLock.holder(of: path) == nil)
    try scratch.write("not a number", to: "lock")
    #expect(FileLock.holder(of: path) == nil)
  }

  @Test func `says which file it cannot open`() {
    let error = #expect(throws: DiskError.self) { try FileLock.ifFree("/nowhere/lock") }
    #expect(error?.description == "/nowhere/lock: cannot be opened: No such file or directory")
  }
}

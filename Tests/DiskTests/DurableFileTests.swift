import Disk
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DurableFileTests {
  @Test func `writes over what was there and leaves nothing else`() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a"
    for text in ["one", "", "three"] {
      try DurableFile.write(Array(text.utf8), to: path, mode: 0o600)
      #expect(try DurableFile.read(path, atMost: 5) == Array(text.utf8))
    }
    #expect(try OpenFile(path).permissions == 0o600)
    #expect(Folder.names(in: scratch.path) == ["a"])
  }

  @Test func `a writer that is killed tears nothing`() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a"
    for delay in [2000, 7000, 19_000, 31_000] {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, delay = delay as Int] in
        let killer = Thread {
          usleep(useconds_t(delay))
          kill(getpid(), SIGKILL)
        }
        killer.start()
        for byte in 0... {
          let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: byte), count: 300_000)
          try DurableFile.write(bytes, to: path)
        }
      }
      let bytes = try DurableFile.read(path, atMost: 300_000) ?? []
      #expect(bytes.isEmpty || bytes.count == 300_000)
      #expect(Set(bytes).count <= 1)
    }
    DurableFile.sweepDrafts(in: scratch.path)
    #expect(Folder.names(in: scratch.path).allSatisfy { $0 == "a" })
  }

  @Test func `a write that fails leaves the old file and no draft`() throws {
    let scratch = try Scratch()
    try Folder.make(scratch.path + "/folder/full")
    let error = #expect(throws: DiskError.self) {
      try DurableFile.write([1], to: scratch.path + "/folder")
    }
    #expect(error?.code == EISDIR)
    #expect(error?.path == scratch.path + "/folder")
    #expect(Folder.names(in: scratch.path) == ["folder"])
  }

  @Test func `several files appear together, or none does`() throws {
    let scratch = try Scratch()
    func parts(_ second: String) -> [DurableFile.Part] {
      [
        DurableFile.Part([1], to: scratch.path + "/a", draft: scratch.path + "/a.new"),
        DurableFile.Part([2], to: scratch.path + "/b", draft: scratch.path + second),
      ]
    }
    let error = #expect(throws: DiskError.self) {
      try DurableFile.write(parts("/absent/b.new"), mode: 0o444)
    }
    #expect(error?.code == ENOENT)
    #expect(Folder.names(in: scratch.path) == [])
    try DurableFile.write(parts("/b.new"), mode: 0o444)
    #expect(Folder.names(in: scratch.path) == ["a", "b"])
    #expect(try DurableFile.read(scratch.path + "/b", atMost: 9) == [2])
  }

  @Test func `a link in the way of a draft is not followed`() throws {
    let scratch = try Scratch()
    let (victim, draft) = (scratch.path + "/victim", scratch.path + "/draft")
    try DurableFile.write([1], to: victim)
    symlink(victim, draft)
    let error = #expect(throws: DiskError.self) {
      try DurableFile.write([2], to: scratch.path + "/a", draft: draft)
    }
    #expect(error?.code == EEXIST)
    #expect(try DurableFile.read(victim, atMost: 1) == [1])
  }

  @Test func `a link at the target is replaced, what it led to is left`() throws {
    let scratch = try Scratch()
    let (victim, path) = (scratch.path + "/victim", scratch.path + "/a")
    try DurableFile.write([1], to: victim)
    symlink(victim, path)
    try DurableFile.write([2], to: path)
    #expect(try DurableFile.read(victim, atMost: 1) == [1])
    #expect(try DurableFile.read(path, atMost: 1) == [2])
  }

  @Test func `creating spares what is there, a dangling link too`() throws {
    let scratch = try Scratch()
    let (link, victim) = (scratch.path + "/a", scratch.path + "/victim")
    symlink(victim, link)
    #expect(throws: DiskError(path: link, "made", code: EEXIST)) {
      try DurableFile.create([1], at: link, mode: 0o600)
    }
    #expect(Folder.names(in: scratch.path) == ["a"])
    try DurableFile.create([1], at: victim, mode: 0o600)
    #expect(try DurableFile.read(link, atMost: 1) == [1])
  }

  @Test func `reads no more than it may, and nil where nothing is`() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a"
    #expect(try DurableFile.read(path, atMost: 9) == nil)
    try DurableFile.writeUnforced([1, 2, 3], to: path)
    #expect(try DurableFile.read(path, atMost: 3) == [1, 2, 3])
    #expect(throws: DiskError(path: path, "read within 2 bytes", code: EFBIG)) {
      try DurableFile.read(path, atMost: 2)
    }
    #expect(throws: DiskError.self) { try DurableFile.read("/dev/zero", atMost: 9) }
    #expect(try DurableFile.read("/proc/self/stat", atMost: 1 << 16)?.isEmpty == false)
  }

  @Test func `removes once and twice`() throws {
    let scratch = try Scratch()
    try DurableFile.write([1], to: scratch.path + "/a")
    for _ in 1...2 { try DurableFile.remove(scratch.path + "/a") }
    #expect(Folder.names(in: scratch.path).isEmpty)
    #expect(throws: DiskError.self) { try DurableFile.remove(scratch.path) }
  }
}

import Disk
import Glibc
import TestSupport
import Testing

@Suite struct FolderTests {
  @Test func `makes a folder and those above it, and again`() throws {
    let scratch = try Scratch()
    for _ in 1...2 { try Folder.make(scratch.path + "/a/b/c/", mode: 0o700) }
    #expect(Folder.names(in: scratch.path + "/a/b") == ["c"])
    #expect(try OpenFile(scratch.path + "/a/b").permissions == 0o700)
  }

  @Test func `does not take a file for a folder`() throws {
    let scratch = try Scratch()
    try DurableFile.write([], to: scratch.path + "/a")
    for path in ["/a", "/a/b", "/a/b/c"] {
      #expect(throws: DiskError.self) { try Folder.make(scratch.path + path) }
    }
  }

  @Test(arguments: [
    ("/a/b", "/a"), ("/a/b/", "/a"), ("/a", "/"), ("/", "/"), ("a", "."), ("a/b", "a"),
  ])
  func `knows the folder above`(path: String, above: String) {
    #expect(Folder.parent(of: path) == above)
  }

  @Test func `lists no hidden names, and nothing where nothing is`() throws {
    let scratch = try Scratch()
    for name in ["b", ".c", "a"] { try DurableFile.write([], to: scratch.path + "/" + name) }
    #expect(Folder.names(in: scratch.path) == ["a", "b"])
    #expect(Folder.names(in: scratch.path + "/none") == [])
  }
}

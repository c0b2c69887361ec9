import Testing
import Toolchains
import Unikernel
import Vocabulary

@Suite struct SealedFilesTests {
  @Test func `no name of a file reaches the assembler`() throws {
    let module = try TestModule.sealed(
      "static-site", declared: ["root": Option(type: .directory)],
      options: ["root": .string("site")],
      directories: ["root": ["\"\n.incbin \"/etc/passwd": [1], "a": [2]]])
    let text = try #require(SealedFiles.text(for: module, in: "generated/static-site"))
    #expect(!text.contains("passwd"))
    #expect(text.contains(".incbin \"generated/static-site/files/root/1\"\n"))
    #expect(
      text.contains(".globl merlon_file_static_site_root_0, merlon_file_static_site_root_0_size, "))
    #expect(
      text.contains(".quad .Lend_merlon_file_static_site_root_1 - merlon_file_static_site_root_1"))
  }

  @Test func `a file has the digest of its own bytes`() throws {
    let module = try TestModule.sealed(
      "static-site", declared: ["root": Option(type: .directory)],
      options: ["root": .string("site")], directories: ["root": ["b": Array("abc".utf8), "a": []]])
    let text = try #require(SealedFiles.text(for: module, in: "generated/static-site"))
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    for (index, digest) in [empty, abc].enumerated() {
      #expect(
        text.contains("merlon_file_static_site_root_\(index)_digest:\n.ascii \"\(digest)\"\n"))
    }
  }

  @Test func `a module without files has no assembly`() throws {
    #expect(SealedFiles.text(for: try TestModule.sealed("quiet"), in: "x") == nil)
  }
}

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
      text.contains(".globl merlon_file_static_site_root_0, merlon_file_static_site_root_0_size"))
    #expect(
      text.contains(".quad .Lend_merlon_file_static_site_root_1 - merlon_file_static_site_root_1"))
  }

  @Test func `a module without files has no assembly`() throws {
    #expect(SealedFiles.text(for: try TestModule.sealed("quiet"), in: "x") == nil)
  }
}

import Testing
import Toolchains
import Unikernel
import Vocabulary

@Suite struct OptionsHeaderTests {
  /// The definitions of a module with one option `the-one`.
  private func definitions(
    _ type: OptionType, _ value: OptionValue?, default standard: OptionValue? = nil,
    files: [String: [UInt8]]? = nil
  ) throws -> [String] {
    let module = try TestModule.sealed(
      "module", declared: ["the-one": Option(type: type, defaultValue: standard)],
      options: value.map { ["the-one": $0] } ?? [:],
      directories: files.map { ["the-one": $0] } ?? [:])
    let lines = try OptionsHeader.text(for: module).split(separator: "\n").map(String.init)
    #expect(lines.prefix(3).last == "#define MERLON_OPTIONS_H" && lines.last == "#endif")
    return Array(lines.dropFirst(3).dropLast())
  }

  @Test func `booleans and integers are numbers`() throws {
    #expect(try definitions(.boolean, .boolean(true)) == ["#define MERLON_OPTION_THE_ONE 1"])
    #expect(try definitions(.boolean, .boolean(false)) == ["#define MERLON_OPTION_THE_ONE 0"])
    #expect(try definitions(.integer, .integer(-8)) == ["#define MERLON_OPTION_THE_ONE (-8)"])
  }

  @Test func `a string comes with the count of its bytes`() throws {
    #expect(
      try definitions(.string, .string("é\"\n")) == [
        #"#define MERLON_OPTION_THE_ONE "\303\251\"\012""#,
        "#define MERLON_OPTION_THE_ONE_LENGTH 4",
      ])
  }

  @Test func `a list keeps its order`() throws {
    #expect(
      try definitions(.strings, .list([.string("b"), .string("a\\")])) == [
        #"#define MERLON_OPTION_THE_ONE(ENTRY) ENTRY("b", 1) ENTRY("a\\", 2)"#,
        "#define MERLON_OPTION_THE_ONE_COUNT 2",
      ])
  }

  @Test func `a map is sorted by the bytes of its keys`() throws {
    #expect(
      try definitions(
        .stringMap, .map(["é": .string("3"), "z": .string("2"), "Z": .string("")])) == [
          """
          #define MERLON_OPTION_THE_ONE(ENTRY) ENTRY("Z", 1, "", 0) ENTRY("z", 1, "2", 1) \
          ENTRY("\\303\\251", 2, "3", 1)
          """, "#define MERLON_OPTION_THE_ONE_COUNT 3",
        ])
  }

  @Test func `a map of lists has one entry for each pair, and one for an empty list`() throws {
    #expect(
      try definitions(
        .stringsMap,
        .map(["/b": .list([]), "/a": .list([.string("y"), .string("x")])])) == [
          """
          #define MERLON_OPTION_THE_ONE(ENTRY) ENTRY("/a", 2, "x", 1) ENTRY("/a", 2, "y", 1) \
          ENTRY("/b", 2, NULL, 0)
          """, "#define MERLON_OPTION_THE_ONE_COUNT 3",
        ])
  }

  @Test func `a directory lists its paths with their indices`() throws {
    #expect(
      try definitions(
        .directory, .string("site"), files: ["index.html": [1], "a/\"b": [], "B": [2]]) == [
          """
          #define MERLON_OPTION_THE_ONE(ENTRY) ENTRY(0, "B", 1) ENTRY(1, "a/\\"b", 4) \
          ENTRY(2, "index.html", 10)
          """, "#define MERLON_OPTION_THE_ONE_COUNT 3",
        ])
  }

  @Test(arguments: [OptionType.strings, .stringMap, .stringsMap])
  func `an empty table expands to nothing`(type: OptionType) throws {
    #expect(
      try definitions(type, type == .strings ? .list([]) : .map([:])) == [
        "#define MERLON_OPTION_THE_ONE(ENTRY)", "#define MERLON_OPTION_THE_ONE_COUNT 0",
      ])
  }

  @Test func `a default stands in for a value`() throws {
    #expect(
      try definitions(.integer, nil, default: .integer(80)) == ["#define MERLON_OPTION_THE_ONE 80"])
  }

  @Test func `what cannot be sealed is an error that names module and option`() throws {
    let wrong: [(OptionType, OptionValue?)] = [
      (.integer, nil), (.integer, .string("80")), (.strings, .list([.integer(1)])),
      (.stringMap, .map(["a": .list([])])), (.stringsMap, .map(["a": .string("b")])),
      (.directory, .list([])),
    ]
    for (type, value) in wrong {
      let error = #expect(throws: ToolchainError.self) { try definitions(type, value) }
      #expect(error?.description.hasPrefix("module module: option the-one has ") == true)
    }
    let undeclared = try TestModule.sealed("module", options: ["other": .integer(1)])
    #expect(throws: ToolchainError.self) { try OptionsHeader.text(for: undeclared) }
    #expect(throws: ToolchainError.self) { try definitions(.string, .string(""), files: [:]) }
  }
}

import TestSupport
import Testing

/// Each mechanism on tables of requests, in the program that `MechanismProgram` makes of it.
@Suite(.timeLimit(.minutes(10))) struct MechanismTests {
  @Test(arguments: MechanismCorpus.all)
  func `what is sent gets what the corpus says`(corpus: MechanismCorpus) throws {
    #expect(!corpus.expected.isEmpty)
    let output = try MechanismProgram(corpus.modules).run(corpus.input)
      .split(separator: "\n").map(String.init)
    var index = 0
    var sent = ""
    for line in corpus.lines where !line.hasPrefix("# ") {
      guard line.hasPrefix("< ") else {
        sent = line
        continue
      }
      let got = index < output.count ? output[index] : "nothing"
      #expect(got == String(line.dropFirst(2)), "\(corpus.file): after \(sent)")
      index += 1
    }
    #expect(output.count == index)
  }
}

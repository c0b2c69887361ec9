import ArgumentParser
import Audit

/// The questions of `merlon audit`, a command each.
enum AuditQuestions {
  static let commands: [any ParsableCommand.Type] = [
    AuditQuestionCommand<Running>.self, AuditQuestionCommand<Runs>.self,
    AuditQuestionCommand<Enforcement>.self, AuditQuestionCommand<Changes>.self,
    AuditQuestionCommand<Evidence>.self, AuditQuestionCommand<Refusals>.self,
    AuditQuestionCommand<Weakenings>.self, AuditQuestionCommand<Drift>.self,
    AuditQuestionCommand<Lag>.self, AuditQuestionCommand<Duties>.self,
    AuditQuestionCommand<Keys>.self, AuditQuestionCommand<Rollbacks>.self,
    AuditQuestionCommand<Overrides>.self, AuditQuestionCommand<Rebuilds>.self,
  ]

  enum Running: AskedQuestion { static let question = Question.running }
  enum Runs: AskedQuestion { static let question = Question.runs }
  enum Enforcement: AskedQuestion { static let question = Question.enforcement }
  enum Changes: AskedQuestion { static let question = Question.changes }
  enum Evidence: AskedQuestion { static let question = Question.evidence }
  enum Refusals: AskedQuestion { static let question = Question.refusals }
  enum Weakenings: AskedQuestion { static let question = Question.weakenings }
  enum Drift: AskedQuestion { static let question = Question.drift }
  enum Lag: AskedQuestion { static let question = Question.lag }
  enum Duties: AskedQuestion { static let question = Question.duties }
  enum Keys: AskedQuestion { static let question = Question.keys }
  enum Rollbacks: AskedQuestion { static let question = Question.rollbacks }
  enum Overrides: AskedQuestion { static let question = Question.overrides }
  enum Rebuilds: AskedQuestion { static let question = Question.rebuilds }
}

/// A question that has a command.
protocol AskedQuestion {
  static var question: Question { get }
}

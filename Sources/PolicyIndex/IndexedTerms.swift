import Policy
import Unikernel
import Vocabulary

// The terms that several kinds of documents share, as the index keeps them.

extension IndexWriter {
  mutating func write(labels: [String: String]) {
    write(labels) { label, writer in
      writer.write(label.key)
      writer.write(label.value)
    }
  }

  mutating func write(_ selector: Selector) {
    write(labels: selector.matchLabels)
    write(selector.matchExpressions) { expression, writer in
      writer.write(expression.key)
      writer.write(expression.operator.rawValue)
      writer.write(expression.values) { $1.write($0) }
    }
  }

  mutating func write(_ validity: Validity) {
    write(validity.notBefore) { $1.write($0) }
    write(validity.notAfter) { $1.write($0) }
    write(validity.schedule) { schedule, writer in
      writer.write(schedule.cron.description)
      writer.write(schedule.durationMinutes)
      writer.write(schedule.zone.name)
      writer.write(schedule.zone.offsetSeconds)
      writer.write(schedule.zone.transitions) { transition, writer in
        writer.write(transition.at)
        writer.write(transition.offsetSeconds)
      }
    }
  }

  mutating func write(_ obligations: Obligations) {
    write(obligations.forbiddenModules) { item, writer in
      writer.write(item.key.text)
      writer.write(item.value)
    }
    write(obligations.forbiddenOptions) { ban, writer in
      writer.write(ban.module.text)
      writer.write(ban.option.text)
      writer.write(ban.values) { $1.write($0) }
      writer.write(ban.location)
    }
    for bound in [obligations.textKiB, obligations.modules] {
      write(bound) { bound, writer in
        writer.write(bound.value)
        writer.write(bound.location)
      }
    }
    write(obligations.openPorts) { bound, writer in
      writer.write(bound.value) { $1.write($0) }
      writer.write(bound.location)
    }
  }
}

extension IndexReader {
  mutating func labels() throws(IndexDamage) -> [String: String] {
    let labels = try array { reader throws(IndexDamage) in
      (try reader.string(), try reader.string())
    }
    return Dictionary(labels) { $1 }
  }

  mutating func selector() throws(IndexDamage) -> Selector {
    Selector(
      matchLabels: try labels(),
      matchExpressions: try array { reader throws(IndexDamage) in
        Selector.Expression(
          try reader.string(), try reader.choice(),
          Set(try reader.array { reader throws(IndexDamage) in try reader.string() }))
      })
  }

  mutating func validity() throws(IndexDamage) -> Validity {
    Validity(
      notBefore: try optional { reader throws(IndexDamage) in try reader.instant() },
      notAfter: try optional { reader throws(IndexDamage) in try reader.instant() },
      schedule: try optional { reader throws(IndexDamage) in try reader.schedule() })
  }

  private mutating func schedule() throws(IndexDamage) -> Schedule {
    let text = try string()
    guard let cron = try? CronExpression(text) else { throw IndexDamage() }
    return Schedule(
      cron: cron, durationMinutes: try integer(),
      zone: ZoneRules(
        name: try string(), offsetSeconds: try integer(),
        transitions: try array { reader throws(IndexDamage) in
          ZoneRules.Transition(at: try reader.instant(), offsetSeconds: try reader.integer())
        }))
  }

  mutating func obligations() throws(IndexDamage) -> Obligations {
    var obligations = Obligations()
    let modules = try array { reader throws(IndexDamage) in
      (try reader.name() as ModuleName, try reader.location())
    }
    obligations.forbiddenModules = Dictionary(modules) { $1 }
    obligations.forbiddenOptions = try array { reader throws(IndexDamage) in
      Obligations.ForbiddenOption(
        module: try reader.name(), option: try reader.name(),
        values: try reader.array { reader throws(IndexDamage) in try reader.optionValue() },
        location: try reader.location())
    }
    obligations.textKiB = try bound { reader throws(IndexDamage) in try reader.integer() }
    obligations.modules = try bound { reader throws(IndexDamage) in try reader.integer() }
    obligations.openPorts = try bound { reader throws(IndexDamage) in
      Set(try reader.array { reader throws(IndexDamage) in try reader.integer() })
    }
    return obligations
  }

  private mutating func bound<Value>(
    _ value: (inout IndexReader) throws(IndexDamage) -> Value
  ) throws(IndexDamage) -> Obligations.Bound<Value>? {
    try optional { reader throws(IndexDamage) in
      Obligations.Bound(try value(&reader), at: try reader.location())
    }
  }
}

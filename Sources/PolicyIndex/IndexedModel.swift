import Unikernel
import Vocabulary

// Specifications, as the index keeps them: for each module who asks for it, in which versions, and
// for which values of its options.

extension IndexWriter {
  mutating func write(_ value: OptionValue) {
    switch value {
    case .boolean(let value):
      write(0)
      write(value ? 1 : 0)
    case .integer(let value):
      write(1)
      write(value)
    case .string(let value):
      write(2)
      write(value)
    case .list(let values):
      write(3)
      write(values) { $1.write($0) }
    case .map(let values):
      write(4)
      write(values) { member, writer in
        writer.write(member.key)
        writer.write(member.value)
      }
    }
  }

  /// Writes a specification whose origins are all of one source.
  mutating func write(_ specification: Specification) {
    write(specification.entries) { item, writer in
      writer.write(item.key.text)
      writer.write(item.value.origins) { $1.write($0.location) }
      writer.write(item.value.versions) { demand, writer in
        writer.write(demand.versions.description)
        writer.write(demand.origin.location)
      }
      writer.write(item.value.demands) { demand, writer in
        writer.write(demand.setting.option.text)
        writer.write(demand.setting.value)
        writer.write(demand.origin.location)
      }
    }
  }
}

extension IndexReader {
  mutating func optionValue(depth: Int = 0) throws(IndexDamage) -> OptionValue {
    guard depth <= Limits.documentDepthMax else { throw IndexDamage() }
    switch try integer() {
    case 0: return .boolean(try integer() != 0)
    case 1: return .integer(try integer())
    case 2: return .string(try string())
    case 3:
      return .list(
        try array { reader throws(IndexDamage) in try reader.optionValue(depth: depth + 1) })
    case 4:
      let members = try array { reader throws(IndexDamage) in
        (try reader.string(), try reader.optionValue(depth: depth + 1))
      }
      return .map(Dictionary(members) { $1 })
    default: throw IndexDamage()
    }
  }

  mutating func specification(of source: Origin.Source) throws(IndexDamage) -> Specification {
    let entries = try array { reader throws(IndexDamage) in
      let name: ModuleName = try reader.name()
      let origins = try reader.array { reader throws(IndexDamage) in
        Origin(source, at: try reader.location())
      }
      let versions = try reader.array { reader throws(IndexDamage) in
        VersionDemand(
          try reader.checked(VersionRange(try reader.string())),
          by: Origin(source, at: try reader.location()))
      }
      let demands = try reader.array { reader throws(IndexDamage) in
        Demand(
          Setting(try reader.name(), try reader.optionValue()),
          by: Origin(source, at: try reader.location()))
      }
      let entry = Specification.Entry(
        origins: Few(origins), versions: Few(versions), demands: Few(demands))
      return (name, entry)
    }
    return Specification(Dictionary(entries) { $1 })
  }
}

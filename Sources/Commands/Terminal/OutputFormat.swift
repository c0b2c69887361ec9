import ArgumentParser

/// How a query's answer is written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

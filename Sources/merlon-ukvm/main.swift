import Ukvm

Monitor.run(Array(CommandLine.arguments.dropFirst()))

import CUkvm
import Glibc
import Solo5

/// The monitor: from a command line to a running guest.
package enum Monitor {
  private static let failure: Int32 = 1

  /// Runs the guest that `arguments` name; ends the process with the guest's status.
  ///
  /// - Parameter arguments: Without the program's own name.
  package static func run(_ arguments: [String]) -> Never {
    ukvm_reset_signals()
    switch Invocation(arguments) {
    case .help:
      Report.output(Usage.help)
      exit(0)
    case .version:
      Report.line(Usage.version)
      exit(0)
    case .incomplete:
      Report.line("merlon-ukvm: no image is named")
      Report.line(Usage.help)
      exit(failure)
    case .run(let image, let options, let guestArguments):
      do throws(MonitorError) {
        try start(image, options, guestArguments)
      } catch {
        Report.failure(error)
        if case .option = error { Report.line(Usage.help) }
        exit(failure)
      }
    }
  }

  private static func start(
    _ path: String, _ arguments: [String], _ guestArguments: [String]
  ) throws(MonitorError) -> Never {
    let image = try ImageFile.read(path)
    let options: MonitorOptions
    do throws(OptionError) { options = try MonitorOptions(arguments) } catch {
      throw .option(error)
    }
    let target = try Tender(image.abi, path: path)
    let limits: MonitorLimits
    do throws(ImageError) { limits = try MonitorLimits(of: image) } catch {
      throw .image(path: path, error)
    }
    let memoryBytes = target.memoryBytes(try limits.memoryMiB(for: options))
    try limits.checkDevices(of: options)
    let deadline = Deadline(limits, options)
    try deadline?.check()
    let plan: LoadPlan
    do throws(ImageError) { plan = try image.loadPlan(memoryBytes: memoryBytes) } catch {
      throw .image(path: path, error)
    }
    let commandLine = guestArguments.joined(separator: " ")
    guard commandLine.utf8.count < BootInfo.commandLineMax else {
      throw .refused("the guest's arguments are longer than \(BootInfo.commandLineMax - 1) bytes")
    }
    guard ukvm_read_implies_exec() == 0 else {
      throw .refused(
        "this process was started with READ_IMPLIES_EXEC, which undoes write-or-execute; "
          + "start it without setarch -X")
    }
    let devices = try AttachedDevices(image.manifest, options, limits)
    do throws(SystemError) {
      var control: Int32?
      if let path = options.controlPath {
        control = try SystemError.check(
          unsafe ukvm_listen_unix(path), "make the control socket \(path)")
      }
      try deadline?.arm()
      try Companion.start(networks: devices.userNetworks, control: control)
      try target.run(image, plan, devices, memoryBytes: memoryBytes, commandLine: commandLine)
    } catch { throw .system(error) }
  }
}

import Disk
package import Vocabulary

/// Why an image cannot be built.
package enum ToolchainError: Error, Hashable, Sendable {
  /// A program of the Swift toolchain is not there.
  case toolMissing(String)
  /// MirageOS is not there.
  case mirageMissing(ModuleName)
  /// A program does not run, or does not say its version.
  case toolUnusable(String, String)
  /// The sources of a Debian package are not there.
  case packageMissing(String, folder: String)
  /// A file that a module names is not there: in its folder, or in a Debian package.
  case fileMissing(ModuleName, String)
  /// A file's path leads out of its folder.
  case pathOutside(ModuleName, String)
  /// An option cannot be sealed.
  case option(ModuleName, OptionName, String)
  /// A module fills a hook that no module of the image declares.
  case hookUnknown(String, ModuleName)
  /// Two modules declare one hook.
  case hookDeclaredTwice(String, ModuleName, ModuleName)
  /// Two modules want to run for ever.
  case twoMainLoops(ModuleName, ModuleName)
  /// A module's image of another toolchain cannot be taken.
  case prebuilt(ModuleName, String)
  /// A device cannot be in the manifest.
  case device(String, String)
  /// A compiler refused a source; `output` is what it said.
  case compilation(module: ModuleName?, source: String, output: String)
  /// The objects do not make an image; `output` is what the linker said.
  case link(output: String)
  /// A compiler took too long or said too much, and was ended.
  case limit(source: String, String)
  /// A file of the cache or a working folder cannot be read or written.
  case file(path: String, String)
  /// The task was cancelled.
  case cancelled
}

extension ToolchainError: CustomStringConvertible {
  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .toolMissing(let tool):
      "cannot find \(tool): install the Swift toolchain and put its bin folder into PATH"
    case .mirageMissing(let module):
      """
      module \(module) is built by MirageOS, and there is no mirage: install MirageOS 4 and what \
      `make depends` asks for, and put mirage into PATH or set MERLON_MIRAGE to it
      """
    case .toolUnusable(let tool, let detail):
      "\(tool) does not work: \(detail); reinstall the Swift toolchain"
    case .packageMissing(let package, let folder):
      """
      the sources of the Debian package \(package) are not in \(folder): \
      run .ci/packages, or set MERLON_SOURCES to the folder that holds them
      """
    case .fileMissing(let module, let path): "module \(module): there is no file \(path)"
    case .pathOutside(let module, let path): "module \(module): \(path) leads out of its folder"
    case .option(let module, let option, let detail): "module \(module): option \(option) \(detail)"
    case .hookUnknown(let hook, let module):
      "module \(module) fills the hook \(hook), which no module of the image declares"
    case .hookDeclaredTwice(let hook, let first, let second):
      "the modules \(first) and \(second) both declare the hook \(hook)"
    case .twoMainLoops(let first, let second):
      "the modules \(first) and \(second) both have a `run`: an image has one main loop"
    case .prebuilt(let module, let detail): "module \(module): \(detail)"
    case .device(let name, let detail): "the device \(name) \(detail)"
    case .compilation(let module, let source, let output):
      (module.map { "module \($0): " } ?? "") + "\(source) does not compile:\n\(output)"
    case .link(let output): "the image does not link:\n\(output)"
    case .limit(let source, let detail): "compiling \(source) was ended: \(detail)"
    case .file(let path, let detail): "\(path): \(detail)"
    case .cancelled: "cancelled"
    }
  }
}

/// Runs `body` and wraps what it throws.
func onDisk<Value>(_ body: () throws(DiskError) -> Value) throws(ToolchainError) -> Value {
  do throws(DiskError) { return try body() } catch {
    throw .file(path: error.path, error.reason)
  }
}

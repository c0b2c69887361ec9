import Glibc

/// A folder of files that can be deleted at any time, kept below a size: those that were used
/// longest ago go first.
package enum CacheFolder {
  /// Notes that a file was used, unless that was noted within the hour; one of another user stays
  /// as it is.
  package static func noteUse(of path: String, lastNoted: Int) {
    guard time(nil) - lastNoted > 3600 else { return }
    unsafe utimensat(AT_FDCWD, path, nil, 0)
  }

  /// Removes files until those in the folders of `folder` take at most `bytesMax`, then to a tenth
  /// less, so that it is not done for each new file.
  ///
  /// Others may use, add and remove files meanwhile. Files whose names begin with a dot stay.
  /// - Complexity: O(n log n) for n files.
  package static func trim(_ folder: String, to bytesMax: Int) {
    var files: [(path: String, used: Int, byteCount: Int)] = []
    for name in Folder.names(in: folder) {
      for file in Folder.names(in: folder + "/" + name) {
        let path = "\(folder)/\(name)/\(file)"
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        files.append((path, status.st_mtim.tv_sec, Int(status.st_blocks) * 512))
      }
    }
    var total = files.reduce(0) { $0 + $1.byteCount }
    guard total > bytesMax else { return }
    for file in files.sorted(by: { $0.used < $1.used }) {
      guard total > bytesMax / 10 * 9 else { return }
      if unsafe unlink(file.path) == 0 { total -= file.byteCount }
    }
  }
}

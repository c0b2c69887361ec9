/// Where the segments of an image go in guest memory, and with what protection.
package struct LoadPlan: Equatable, Sendable {
  /// Guests live from here on; what is below belongs to the monitor.
  package static let lowestAddress: UInt64 = 0x10_0000
  /// Bytes of a page.
  package static let pageSize: UInt64 = 0x1000

  /// What the guest may do with a segment's pages.
  package struct Protection: OptionSet, Sendable {
    /// The bits of `p_flags`.
    package let rawValue: UInt32
    /// Takes the bits of `p_flags`.
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    /// `PF_X`.
    package static let execute = Protection(rawValue: 1)
    /// `PF_W`.
    package static let write = Protection(rawValue: 2)
    /// `PF_R`.
    package static let read = Protection(rawValue: 4)
  }

  /// One loaded segment.
  ///
  /// What `file` does not fill, up to the end of `pages`, is zero.
  package struct Segment: Equatable, Sendable {
    /// Where its bytes are in the file.
    package let file: Range<Int>
    /// Where they go.
    package let address: UInt64
    /// The pages that it takes, whole.
    package let pages: Range<UInt64>
    /// What the guest may do with them.
    package let protection: Protection
  }

  /// What is loaded, lowest address first.
  package let segments: [Segment]
  /// End of the highest loaded segment.
  package let kernelEnd: UInt64

  /// The segments that execute.
  package var code: [Segment] { segments.filter { $0.protection.contains(.execute) } }

  /// Applies the loader's rules in table order; a segment without file bytes is skipped wholly.
  init(
    _ headers: [ProgramHeader], of file: [UInt8], memoryBytes: UInt64
  ) throws(ImageError) {
    var segments: [Segment] = []
    var end = Self.lowestAddress
    for (index, header) in headers.enumerated()
    where header.type == ProgramHeader.load && header.fileSize > 0 {
      let pages = try Self.pages(of: header, index: index, memoryBytes: memoryBytes)
      guard pages.lowerBound >= end else {
        throw .segment(index: index, rule: "overlaps or precedes the segment before it")
      }
      guard let range = file.range(at: header.offset, count: header.fileSize) else {
        throw .truncated(part: "segment \(index)")
      }
      let protection = Protection(rawValue: header.flags & 7)
      guard !protection.isSuperset(of: [.write, .execute]) else {
        throw .segment(index: index, rule: "writable and executable at once")
      }
      end = pages.upperBound
      segments.append(
        Segment(file: range, address: header.address, pages: pages, protection: protection))
    }
    self.segments = segments
    kernelEnd = end
  }

  private static func pages(
    of header: ProgramHeader, index: Int, memoryBytes: UInt64
  ) throws(ImageError) -> Range<UInt64> {
    let align = header.alignment
    guard align != 0, align & (align - 1) == 0 else {
      throw .segment(index: index, rule: "its alignment is not a power of two")
    }
    guard header.fileSize <= header.memorySize else {
      throw .segment(index: index, rule: "more bytes in the file than in memory")
    }
    let (last, overflow) = header.address.addingReportingOverflow(header.memorySize)
    let (padded, overflowPadded) = last.addingReportingOverflow(align - 1)
    guard !overflow, !overflowPadded else {
      throw .segment(index: index, rule: "its end overflows")
    }
    let start = header.address & ~(align - 1)
    let end = padded & ~(align - 1)
    guard start >= lowestAddress else {
      throw .segment(index: index, rule: "starts below 0x100000")
    }
    guard start % pageSize == 0, end % pageSize == 0 else {
      throw .segment(index: index, rule: "is not aligned to pages")
    }
    guard end <= memoryBytes else {
      throw .segment(
        index: index,
        rule: "ends at 0x\(String(end, radix: 16)), past the guest's memory; raise --mem")
    }
    return start..<end
  }
}

/// Medians with their quartiles, to be drawn and to be read.
struct Plot {
  /// One line, or one row of bars.
  struct Series {
    let name: String
    /// In the order of the plot's `places`; nothing where nothing was measured.
    let samples: [Sample?]
  }

  /// The name of its files, without an ending.
  let name: String
  let title: String
  let across: String
  let up: String
  /// The places on the axis across; bars are drawn where they are no numbers.
  let places: [String]
  let series: [Series]
  var isLogarithmic = false

  private var isBars: Bool { places.contains { Double($0) == nil } }

  /// A table of Markdown: medians, and quartiles in parentheses.
  var markdown: String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let head = row(["\(up) by \(across)"] + places) + row(["---"] + places.map { _ in "---:" })
    let body = series.map { one in
      row(
        [one.name]
          + one.samples.map { sample in
            guard let sample else { return "–" }
            return "\(Figure.text(sample.median)) "
              + "(\(Figure.text(sample.quantile(0.25)))–\(Figure.text(sample.quantile(0.75))))"
          })
    }
    return "### \(title)\n\n" + head + body.joined()
  }

  /// A script for gnuplot that draws it twice, as SVG and PNG, into the folder where it runs.
  var script: String {
    var lines: [String] = []
    for (index, one) in series.enumerated() {
      lines.append("$series\(index) << END")
      for (place, sample) in zip(places, one.samples) {
        guard let sample else { continue }
        lines.append(
          "\"\(place)\" \(sample.median) \(sample.quantile(0.25)) \(sample.quantile(0.75))")
      }
      lines.append("END")
    }
    lines += [
      "set encoding utf8", "set title \"\(title)\"",
      "set xlabel \"\(across)\"", "set ylabel \"\(up)\"",
      "set yrange [0:*]", "set grid y", "set key outside below",
    ]
    if isBars {
      lines += [
        "set style data histograms", "set style histogram errorbars gap 2",
        "set style fill solid 0.6",
        "set xtics rotate by -20",
      ]
    } else if isLogarithmic {
      lines.append("set logscale x 2")
    }
    let drawn = series.enumerated().map { index, one in
      isBars
        ? "$series\(index) using 2:3:4:xtic(1) title \"\(one.name)\""
        : "$series\(index) using (strcol(1)+0):2:3:4 with yerrorlines title \"\(one.name)\""
    }
    for (terminal, ending) in [("svg size 900,600", "svg"), ("pngcairo size 900,600", "png")] {
      lines += [
        "set terminal \(terminal)", "set output \"\(name).\(ending)\"",
        "plot " + drawn.joined(separator: ", \\\n  "),
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

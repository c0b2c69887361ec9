import Vocabulary

/// What messages call a value; the words are put together only when there is a message.
indirect enum Noun: Sendable {
  /// Words that stand for themselves, as `a port`.
  case words(String)
  /// Words and a name that the document chose, as `the label tenant`.
  case named(String, String)
  /// A field of something, as `the document.spec`.
  case field(Noun, String)
  /// An element of a list.
  case element(Noun)

  /// The words.
  var text: String {
    switch self {
    case .words(let words): words
    case .named(let words, let name): "\(words) \(Printable.excerpt(name))"
    case .field(let noun, let key): "\(noun.text).\(key)"
    case .element(let noun): "an element of \(noun.text)"
    }
  }
}

// Messages about files a person wrote: what is wrong, where, the line with a caret, and help.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sme::sim {

/// A stretch of one line of a file. Lines and columns count from 1; columns and length count
/// characters (code points), not bytes.
struct Span {
  std::string file;
  int line = 1;
  int column = 1;
  int length = 1;
};

/// One mistake: what is wrong (with full key path and value), where, and what to do about it.
struct Message {
  std::string what;
  std::optional<Span> where;
  std::string help;
};

/// The text of a message for a person: what is wrong; file:line:column; the line with a caret under
/// the span; `help:` and the help. `source` is the whole text of the file of the span.
std::string render(const Message &message, std::string_view source);

/// Collects the mistakes of all files, so that none is reported alone when there are more.
/// Remembers the text of each file it is told of, so that messages can show their lines.
class Messages {
public:
  void add(Message message);
  void add(std::string what, std::optional<Span> where, std::string help = {});
  /// Keeps the text of a file for the display of its lines.
  void remember(std::string file, std::string text);

  bool empty() const { return messages_.empty(); }
  std::size_t count() const { return messages_.size(); }
  const std::vector<Message> &all() const { return messages_; }
  /// The remembered text of a file; empty when unknown.
  std::string_view source(std::string_view file) const;
  /// All messages, in the order of files and lines, each rendered, separated by empty lines.
  std::string render_all() const;

private:
  std::vector<Message> messages_;
  std::vector<std::string> files_; ///< in the order they were remembered
  std::map<std::string, std::string, std::less<>> texts_;
};

/// The word among `words` nearest to `wrong` by edits of letters; empty when none is near.
std::string nearest(std::string_view wrong, std::span<const std::string_view> words);

/// "a, b, c": words for the help of a message.
std::string list(std::span<const std::string_view> words);

/// Number of terminal columns that a text takes (East Asian wide letters take two, marks none).
int display_width(std::string_view text);

} // namespace sme::sim

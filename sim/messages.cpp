#include "sim/messages.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace sme::sim {
namespace {

constexpr int widest_excerpt = 160;

/// One character of UTF-8: its bytes and its code point (U+FFFD for a byte that is not UTF-8).
struct Letter {
  std::string_view bytes;
  char32_t code;
};

std::vector<Letter> letters(std::string_view text) {
  std::vector<Letter> result;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80             ? 1
                               : (first & 0xE0) == 0xC0 ? 2
                               : (first & 0xF0) == 0xE0 ? 3
                               : (first & 0xF8) == 0xF0 ? 4
                                                        : 0;
    char32_t code = length == 1 ? first : length == 0 ? 0 : first & (0x7FU >> length);
    bool whole = length != 0 && at + length <= text.size();
    for (std::size_t i = 1; whole && i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      whole = (next & 0xC0) == 0x80;
      code = (code << 6) | (next & 0x3FU);
    }
    const std::size_t taken = whole ? length : 1;
    result.push_back({text.substr(at, taken), whole ? code : U'\uFFFD'});
    at += taken;
  }
  return result;
}

struct Range {
  char32_t low, high;
};
constexpr std::array<Range, 11> wide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0x33FF},
                                      {0x3400, 0x4DBF},
                                      {0x4E00, 0x9FFF},
                                      {0xA000, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0x1F300, 0x3FFFD}}};

int width(char32_t code) {
  if ((code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200F) ||
      (code >= 0xFE00 && code <= 0xFE0F)) {
    return 0;
  }
  return std::any_of(wide.begin(), wide.end(),
                     [&](const Range &r) { return r.low <= code && code <= r.high; })
             ? 2
             : 1;
}

/// The line numbered from 1, without its end.
std::string_view line_of(std::string_view source, int number) {
  for (int line = 1; line < number; ++line) {
    const std::size_t end = source.find('\n');
    if (end == std::string_view::npos) {
      return {};
    }
    source.remove_prefix(end + 1);
  }
  source = source.substr(0, source.find('\n'));
  if (!source.empty() && source.back() == '\r') {
    source.remove_suffix(1);
  }
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (number == 1 && source.substr(0, mark.size()) == mark) {
    source.remove_prefix(mark.size());
  }
  return source;
}

/// One character as a terminal shows it: tabs as four spaces, control characters as a box.
std::string shown(const Letter &letter) {
  if (letter.code == U'\t') {
    return "    ";
  }
  if (letter.code < 0x20 || (letter.code >= 0x7F && letter.code < 0xA0) ||
      letter.code == U'\uFFFD') {
    return "\xEF\xBF\xBD";
  }
  return std::string(letter.bytes);
}

/// The line and, below it, carets under the span; long lines are cut around the span.
std::string excerpt(const Span &span, std::string_view source) {
  const std::vector<Letter> all = letters(line_of(source, span.line));
  const int size = static_cast<int>(all.size());
  const int from = std::clamp(span.column - 1, 0, size);
  const int start = size > widest_excerpt && from > 60 ? from - 60 : 0;
  const int stop = std::min(size, start + widest_excerpt);
  std::string line = start > 0 ? "..." : "";
  std::string carets = start > 0 ? "   " : "";
  for (int i = start; i < stop; ++i) {
    const Letter &letter = all[static_cast<std::size_t>(i)];
    line += shown(letter);
    const int columns = letter.code == U'\t' ? 4 : width(letter.code);
    if (i < from + std::max(1, span.length)) {
      carets.append(static_cast<std::size_t>(columns), i < from ? ' ' : '^');
    }
  }
  line += stop < size ? "..." : "";
  if (from >= stop) {
    carets += '^';
  }
  const std::string number = fmt::format("{}", span.line);
  return fmt::format("  {} | {}\n  {:{}} | {}\n", number, line, "", number.size(), carets);
}

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  std::vector<std::size_t> before = row;
  std::vector<std::size_t> twice = row;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    twice = before;
    before = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], twice[j - 2] + 1); // two letters swapped count once
      }
    }
  }
  return row[b.size()];
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char &letter : result) {
    letter = letter >= 'A' && letter <= 'Z'   ? static_cast<char>(letter - 'A' + 'a')
             : letter == '-' || letter == ' ' ? '_'
                                              : letter;
  }
  return result;
}

} // namespace

std::string render(const Message &message, std::string_view source) {
  std::string text = message.what + "\n";
  if (message.where) {
    const Span &span = *message.where;
    text += fmt::format("{}:{}:{}\n", span.file, span.line, span.column);
    if (!source.empty()) {
      text += excerpt(span, source);
    }
  }
  if (!message.help.empty()) {
    text += fmt::format("help: {}\n", message.help);
  }
  return text;
}

void Messages::add(Message message) { messages_.push_back(std::move(message)); }

void Messages::add(std::string what, std::optional<Span> where, std::string help) {
  messages_.push_back({std::move(what), std::move(where), std::move(help)});
}

void Messages::remember(std::string file, std::string text) {
  if (texts_.find(file) == texts_.end()) {
    files_.push_back(file);
  }
  texts_.insert_or_assign(std::move(file), std::move(text));
}

std::string_view Messages::source(std::string_view file) const {
  const auto found = texts_.find(file);
  return found == texts_.end() ? std::string_view{} : std::string_view{found->second};
}

std::string Messages::render_all() const {
  const auto place = [&](const Message &m) {
    if (!m.where) {
      return std::tuple{files_.size() + 1, 0, 0};
    }
    const auto found = std::find(files_.begin(), files_.end(), m.where->file);
    return std::tuple{static_cast<std::size_t>(found - files_.begin()), m.where->line,
                      m.where->column};
  };
  std::vector<const Message *> order;
  for (const Message &m : messages_) {
    order.push_back(&m);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](const Message *a, const Message *b) { return place(*a) < place(*b); });
  std::string text;
  for (const Message *m : order) {
    text += text.empty() ? "" : "\n";
    text += render(*m, m->where ? source(m->where->file) : std::string_view{});
  }
  return text;
}

std::string nearest(std::string_view wrong, std::span<const std::string_view> words) {
  if (wrong.size() > 80) {
    return {};
  }
  const std::string sought = lower(wrong);
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, wrong.size() / 3) + 1;
  for (const std::string_view word : words) {
    const std::size_t distance = edits(sought, lower(word));
    if (distance < least && distance < word.size()) {
      least = distance;
      best = word;
    }
  }
  return std::string(best);
}

std::string list(std::span<const std::string_view> words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

int display_width(std::string_view text) {
  int columns = 0;
  for (const Letter &letter : letters(text)) {
    columns += letter.code == U'\t' ? 4 : width(letter.code);
  }
  return columns;
}

} // namespace sme::sim

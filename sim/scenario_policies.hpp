// The [policy.<name>] tables of a scenario: gathered from all files, then read by the codebook of
// the instrument they name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario.hpp"
#include "sim/scenario_layers.hpp"

namespace sme::sim {

/// Who set each key last, and where.
class SetBy {
public:
  void put(const std::string &path, const Span &place, const Layer &layer);
  /// "default", "file:line" or "--set".
  std::string by(const std::string &path) const;
  std::optional<Span> place(const std::string &path) const;

private:
  struct Setter {
    std::string by;
    Span place;
  };
  std::map<std::string, Setter> setters_;
};

/// Gathers the policy tables of layer after layer; `finish` reads them.
class PolicyReader {
public:
  PolicyReader(Bases bases, Messages &messages) : bases_(bases), messages_(messages) {}
  /// The item `policy` of one layer.
  void take(const Layer &layer, const TomlItem &policies);
  /// All programmes, by name. Mistakes go to the messages.
  std::vector<Policy> finish(SetBy &set_by);

private:
  /// One key of a programme, of one layer.
  struct Given {
    const Layer *layer;
    const TomlItem *item;
  };
  struct Gathered {
    Span name_span;
    std::vector<Given> given; ///< the inner layers first
  };
  void take_one(const Layer &layer, const TomlItem &policy);
  std::optional<Policy> read(const std::string &name, const Gathered &gathered, SetBy &set_by);
  const TomlNode *instrument_of(const std::string &name, const Gathered &gathered);
  template <class I>
  std::optional<Policy> read_as(const std::string &name, const Gathered &gathered, SetBy &set_by);

  Bases bases_;
  Messages &messages_;
  std::map<std::string, Gathered> gathered_;
};

} // namespace sme::sim

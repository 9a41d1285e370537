#include "sim/scenario_policies.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario_values.hpp"

namespace sme::sim {
namespace {

constexpr std::size_t most_policies = 200;

bool good_name(std::string_view name) {
  return !name.empty() && name.size() <= 41 && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::vector<std::string_view> instrument_names() {
  std::vector<std::string_view> names;
  each_instrument<Instrument>([&]<class I>(std::type_identity<I>) { names.push_back(I::name); });
  return names;
}

} // namespace

void SetBy::put(const std::string &path, const Span &place, const Layer &layer) {
  setters_.insert_or_assign(
      path, Setter{layer.from_set ? "--set" : fmt::format("{}:{}", place.file, place.line), place});
}

std::string SetBy::by(const std::string &path) const {
  const auto found = setters_.find(path);
  return found == setters_.end() ? "default" : found->second.by;
}

std::optional<Span> SetBy::place(const std::string &path) const {
  const auto found = setters_.find(path);
  return found == setters_.end() ? std::nullopt : std::optional(found->second.place);
}

void PolicyReader::take(const Layer &layer, const TomlItem &policies) {
  if (policies.value.kind != TomlNode::Kind::table) {
    messages_.add(fmt::format("`policy` is {}; programmes are tables", kind_name(policies.value)),
                  policies.key_span,
                  "write [policy.a_name_of_yours] with instrument = \"...\" below");
    return;
  }
  for (const TomlItem &policy : policies.value.entries) {
    take_one(layer, policy);
  }
}

void PolicyReader::take_one(const Layer &layer, const TomlItem &policy) {
  const std::string &name = policy.key;
  if (policy.value.kind != TomlNode::Kind::table) {
    messages_.add(
        fmt::format("`policy.{}` is {}; a programme is a table", name, kind_name(policy.value)),
        policy.key_span, "write [policy.a_name_of_yours] with its keys below");
    return;
  }
  if (!good_name(name)) {
    messages_.add(fmt::format("`{}` cannot be the name of a programme", name), policy.key_span,
                  "names have up to 41 small letters, digits and _, and begin with a letter");
    return;
  }
  const auto &entries = policy.value.entries;
  const auto remove = std::find_if(entries.begin(), entries.end(),
                                   [](const TomlItem &item) { return item.key == "remove"; });
  if (remove != entries.end()) {
    const TomlNode &value = remove->value;
    if (value.kind != TomlNode::Kind::boolean || !value.flag) {
      messages_.add(fmt::format("`policy.{}.remove = {}` is not true", name, value.written),
                    value.span,
                    "remove = true takes an inherited programme out; else leave it out");
    } else if (entries.size() > 1) {
      messages_.add(fmt::format("`policy.{}` is removed here, so its other keys say nothing", name),
                    remove->key_span, "delete remove = true or the other keys");
    } else if (gathered_.erase(name) == 0 && bases_ == Bases::complete) {
      std::vector<std::string_view> names;
      for (const auto &[other, unused] : gathered_) {
        names.push_back(other);
      }
      const std::string near = nearest(name, names);
      messages_.add(fmt::format("`policy.{}` is removed, but no base has it", name),
                    policy.key_span,
                    !near.empty()   ? fmt::format("did you mean `{}`?", near)
                    : names.empty() ? "there are no inherited programmes"
                                    : fmt::format("inherited programmes: {}", list(names)));
    }
    return;
  }
  const bool is_new = gathered_.find(name) == gathered_.end();
  if (is_new && gathered_.size() == most_policies) {
    messages_.add(fmt::format("`policy.{}` is programme number {}; at most {} fit", name,
                              most_policies + 1, most_policies),
                  policy.key_span, "join programmes that differ in nothing but their places");
    return;
  }
  Gathered &gathered = gathered_[name];
  if (is_new) {
    gathered.name_span = policy.key_span;
  }
  for (const TomlItem &item : entries) {
    gathered.given.push_back({&layer, &item});
  }
}

const TomlNode *PolicyReader::instrument_of(const std::string &name, const Gathered &gathered) {
  const TomlNode *found = nullptr;
  for (const Given &given : gathered.given) {
    if (given.item->key != "instrument") {
      continue;
    }
    const TomlNode &value = given.item->value;
    if (found != nullptr && found->text != value.text) {
      messages_.add(fmt::format("`policy.{}` changes its instrument from \"{}\" to {}", name,
                                found->text, value.written),
                    value.span,
                    fmt::format("remove it (remove = true in [policy.{}]) and give the new "
                                "programme another name",
                                name));
      return nullptr;
    }
    found = &value;
  }
  if (found == nullptr && bases_ == Bases::incomplete) {
    return nullptr; // a base that cannot be read may name it
  }
  if (found == nullptr) {
    messages_.add(fmt::format("`policy.{}` names no instrument", name), gathered.name_span,
                  fmt::format("instrument = one of: {}", list(instrument_names())));
  } else if (found->kind != TomlNode::Kind::text) {
    messages_.add(fmt::format("`policy.{}.instrument = {}` is {}; a word in quotes is wanted", name,
                              found->written, kind_name(*found)),
                  found->span, fmt::format("instruments: {}", list(instrument_names())));
    return nullptr;
  }
  return found;
}

template <class I>
std::optional<Policy> PolicyReader::read_as(const std::string &name, const Gathered &gathered,
                                            SetBy &set_by) {
  Policy policy{name, I::terms(), I{}};
  I instrument;
  bool right = true;
  const std::string path = "policy." + name;
  for (const Given &given : gathered.given) {
    bool found = given.item->key == "instrument";
    if (found) {
      set_by.put(path + ".instrument", given.item->value.span, *given.layer);
    }
    const auto read_into = [&]<class Owner>(Owner &owner, const Owner &defaults) {
      walk<Owner>([&](const auto &e) {
        if (e.key == given.item->key) {
          found = true;
          const Asked asked = asked_by(e, defaults, fmt::format("{}.{}", path, e.key));
          const bool read = read_entry(given.item->value, e, asked, owner, messages_);
          right = right && read;
          if (read) {
            set_by.put(asked.path, given.item->value.span, *given.layer);
          }
        }
      });
    };
    read_into(policy.programme, I::terms());
    read_into(instrument, I{});
    if (!found) {
      right = false;
      std::vector<std::string_view> keys = keys_of<I>();
      const auto common = keys_of<Programme>();
      keys.insert(keys.end(), common.begin(), common.end());
      keys.push_back("instrument");
      keys.push_back("remove");
      const std::string near = nearest(given.item->key, keys);
      messages_.add(
          fmt::format("unknown key `{}.{}` (instrument {})", path, given.item->key, I::name),
          given.item->key_span,
          near.empty() ? fmt::format("keys: {}", list(keys))
                       : fmt::format("did you mean `{}`?", near));
    }
  }
  if (right && policy.programme.until < policy.programme.from) {
    const auto at = set_by.place(path + ".until");
    messages_.add(fmt::format("`{}.until = {}` is before `{}.from = {}`", path,
                              in_toml(policy.programme.until), path,
                              in_toml(policy.programme.from)),
                  at ? at : set_by.place(path + ".from"), "until is the last quarter in force");
    return std::nullopt;
  }
  policy.instrument = instrument;
  return right ? std::optional(std::move(policy)) : std::nullopt;
}

std::optional<Policy> PolicyReader::read(const std::string &name, const Gathered &gathered,
                                         SetBy &set_by) {
  const TomlNode *word = instrument_of(name, gathered);
  if (word == nullptr) {
    return std::nullopt;
  }
  std::optional<Policy> policy;
  bool known = false;
  each_instrument<Instrument>([&]<class I>(std::type_identity<I>) {
    if (I::name == word->text) {
      known = true;
      policy = read_as<I>(name, gathered, set_by);
    }
  });
  if (!known) {
    const auto names = instrument_names();
    const std::string near = nearest(word->text, names);
    messages_.add(
        fmt::format("`policy.{}.instrument = {}` is not an instrument", name, word->written),
        word->span,
        fmt::format("{}instruments: {}",
                    near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near), list(names)));
  }
  return policy;
}

std::vector<Policy> PolicyReader::finish(SetBy &set_by) {
  std::vector<Policy> policies;
  for (const auto &[name, gathered] : gathered_) {
    if (auto policy = read(name, gathered, set_by)) {
      policies.push_back(std::move(*policy));
    }
  }
  return policies;
}

} // namespace sme::sim

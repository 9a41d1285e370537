#pragma once
#include <string>
namespace sme { struct RuleSet { std::string name; }; }

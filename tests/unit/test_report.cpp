// Whatever a scenario is called, the page shows it as text.
#include <doctest/doctest.h>

#include <string>

#include "analysis/report_html.hpp"

using namespace sme::analysis;

TEST_CASE("markup, quotes and control characters in a name are text") {
  CHECK(escaped("</script><script>alert(1)</script>") ==
        "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(escaped("a & \"b\" 'c'") == "a &amp; &quot;b&quot; &#39;c&#39;");
  CHECK(escaped("&amp;") == "&amp;amp;");
  CHECK(escaped(std::string("a\0b\x1b", 4)) == "a\xEF\xBF\xBD"
                                               "b\xEF\xBF\xBD");
  CHECK(escaped("小巨人") == "小巨人");
}

TEST_CASE("what cannot be seen but turns or hides a name is shown as a replacement") {
  const std::string shown = "a\xEF\xBF\xBDz";
  for (const char *hidden : {"\u202A", "\u202E", "\u2066", "\u2069", "\u200B", "\u200F", "\uFEFF",
                             "\u061C", "\u2028", "\u00AD", "\xC2\x85", "\U000E0041", "\x7f"}) {
    const auto name = "a" + std::string(hidden) + "z";
    CHECK(escaped(name) == shown);
    CHECK(words_json({name, name}).at("zh") == shown); // in drawings, too
  }
  // Their neighbours stay: dash, quotes, ideographs, an emoji; and so do broken bytes.
  for (const std::string kept :
       {"a\u2010\u2027\u202F", "“小巨人”—é", "\U0001F600", "\xE2\x80", "\xff\xE5"})
    CHECK(escaped(kept) == kept);
}

TEST_CASE("both languages are escaped, and one text is written once") {
  CHECK(both("<i>", "<i>") == "&lt;i&gt;");
  const auto text = both("<b>", "“甲”<");
  CHECK(text.find("<b>") == std::string::npos);
  CHECK(text.find("lang=en>&lt;b&gt;<") != std::string::npos);
  CHECK(text.find("lang=zh>“甲”&lt;<") != std::string::npos);
}

TEST_CASE("JSON in a script cannot end it and reads back the same") {
  const Json json{{"name", "</script><!--&\xE2\x80\xA8小"}, {"value", 0.1}};
  const auto text = script_json(json);
  CHECK(text.find_first_of("<>&") == std::string::npos);
  CHECK(text.find("\xE2\x80\xA8") == std::string::npos);
  CHECK(Json::parse(text) == json);
}

TEST_CASE("JSON of broken UTF-8 is still JSON") {
  CHECK(Json::parse(script_json(Json{{"name", "\xff<"}})).at("name") == "\xEF\xBF\xBD<");
}

TEST_CASE("the source of an inline script is the base64 of its SHA-256") {
  // printf abc | openssl dgst -sha256 -binary | base64
  CHECK(source_of("abc") == "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
  CHECK(source_of("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
}

TEST_CASE("numbers are written so that they read back to the same bits") {
  for (const double value : {0.1, 1e300, -1.0 / 3, 5e-324})
    CHECK(Json::parse(exact_text(value)).get<double>() == value);
  CHECK(places_text({1, 0, 22}) == "1,0,22");
}

TEST_CASE("cells of a table are HTML, its caption is text") {
  const auto html = html_of({{"a<b", "甲<乙"}, {"x", "y"}, {{"row", both("<", "<")}}});
  CHECK(html.find("a<b") == std::string::npos);
  CHECK(html.find("<th scope=row>row<td>&lt;\n") != std::string::npos);
}

// Bundles the drawing script and writes it with the style as C++: node build.mjs OUT.cpp
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const bundled = await build({
  entryPoints: ["draw.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "ascii",
  legalComments: "none",
  write: false,
});
const texts = {
  report_style: readFileSync("style.css", "utf8"),
  report_script: bundled.outputFiles[0].text, // esbuild writes <\/script in texts
};
// Nothing in an inline script may look like its end or like a comment of HTML.
if (/<\/script|<script|<!--/i.test(texts.report_script)) throw new Error("the script ends early");
if (/<\/style/i.test(texts.report_style)) throw new Error("the style ends early");

let source = '#include "analysis/report_assets.hpp"\n\nnamespace sme::analysis {\n';
for (const [name, text] of Object.entries(texts)) {
  if (text.includes(')~"')) throw new Error(`${name} holds the end of a raw string`);
  const pieces = text.match(/[^]{1,8000}/g).map((piece) => `R"~(${piece})~"`);
  source += `\nstd::string_view ${name}() {\n  static constexpr char text[] = ${pieces.join("\n")};\n`;
  source += "  return {text, sizeof text - 1};\n}\n";
}
writeFileSync(process.argv[2], source + "\n} // namespace sme::analysis\n");

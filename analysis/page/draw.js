// Draws the figures of the page from the specifications in it. No eval: expressions are
// interpreted, so that the page's policy may forbid it.
import { parse, View, Error as OnlyErrors } from "vega";
import { compile } from "vega-lite";
import { expressionInterpreter } from "vega-interpreter";
import { offerDownloads } from "./tables.js";

/// {"en": ..., "zh": ...} anywhere in a specification is what the language says.
function spoken(value, language) {
  if (Array.isArray(value)) return value.map((one) => spoken(one, language));
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  if (keys.length === 2 && "en" in value && "zh" in value) return value[language];
  return Object.fromEntries(keys.map((key) => [key, spoken(value[key], language)]));
}

const config = {
  aria: false,
  background: "transparent",
  font: 'system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif',
  view: { stroke: null },
  axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelColor: "#222",
          titleColor: "#222", gridColor: "#e4e4e4", domainColor: "#666", tickColor: "#666",
          labelSeparation: 8 },
  legend: { labelFontSize: 12, titleFontSize: 12, orient: "bottom", columns: 1,
            titleFontWeight: "normal", labelColor: "#222", titleColor: "#222" },
  text: { fontSize: 12, color: "#222" },
};

const ruler = document.createElement("canvas").getContext("2d");
/// A name in lines no wider than `room`; words that fit stay whole.
function wrapped(name, room) {
  ruler.font = `${config.legend.labelFontSize}px ${config.font}`;
  const lines = [""];
  const fits = (text) => ruler.measureText(text.trimEnd()).width <= room;
  const pieces = (name.match(/[^\s\u2e80-\uffff]+\s*|\s+|[^]/gu) ?? []).flatMap((piece) =>
    fits(piece) ? [piece] : [...piece]);
  for (const piece of pieces) {
    const longer = lines.at(-1) + piece;
    if (lines.at(-1) && !fits(longer)) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((line) => line.trim());
}

/// Shows long names of legends in several lines instead of cutting them. The drawing grows by them.
function wrapLegends(spec, room) {
  const names = new Set();
  const channels = [];
  (function visit(value) {
    if (value === null || typeof value !== "object") return;
    if (value.type === "nominal" && value.legend !== null && Array.isArray(value.scale?.domain)) {
      channels.push(value);
      for (const name of value.scale.domain) names.add(String(name));
    }
    for (const [key, inner] of Object.entries(value)) if (key !== "data") visit(inner);
  })(spec);
  const long = [...names].map((name) => [name, wrapped(name, room)]).filter(([, lines]) => lines.length > 1);
  if (long.length === 0) return;
  const table = JSON.stringify(Object.fromEntries(long));
  for (const channel of channels)
    channel.legend = { ...channel.legend, labelExpr: `(${table})[datum.label] || datum.label`, labelLimit: 0 };
  const line = config.legend.labelFontSize + 2;
  spec.height += line * long.reduce((sum, [, lines]) => sum + lines.length - 1, 0);
}

async function draw(element, specs) {
  const language = element.dataset.language;
  const label = element.getAttribute("aria-label");
  const spec = spoken(specs[Number(element.dataset.figure)], language);
  const room = Math.max(240, Math.min(760, Math.floor(element.parentElement.clientWidth)));
  spec.width = spec.width === "square" ? Math.min(room, 480) : room;
  const names = Math.min(400, spec.width - 110); // beside the axis and the symbol
  wrapLegends(spec, names);
  const legend = { ...config.legend, labelLimit: names + 20 };
  const compiled = compile(spec, { config: { ...config, legend } }).spec;
  const view = new View(parse(compiled, null, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: element,
    hover: false,
    logLevel: OnlyErrors,
  });
  await view.runAsync();
  // Vega renames its container; what the chart says to those who cannot see it is the page's.
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
  element.removeAttribute("aria-roledescription");
  // The whole drawing is one image with the element's own label; Vega's roles inside it are noise.
  const svg = element.querySelector("svg");
  for (const inner of [svg, ...svg.querySelectorAll("[role], [aria-roledescription], [aria-label]")])
    for (const name of ["role", "aria-roledescription", "aria-label"]) inner.removeAttribute(name);
  svg.setAttribute("aria-hidden", "true");
  element.classList.add("drawn");
}

async function drawAll() {
  const specs = JSON.parse(document.getElementById("specs").textContent);
  for (const element of document.querySelectorAll(".chart")) await draw(element, specs);
  document.documentElement.dataset.drawn = "yes";
}

const chosen = () => (document.getElementById("language-zh").checked ? "zh" : "en");
for (const input of document.querySelectorAll('input[name="language"]'))
  input.addEventListener("change", () => (document.documentElement.lang = chosen()));
document.documentElement.lang = chosen();
document.documentElement.classList.add("live");
offerDownloads(chosen);
drawAll();

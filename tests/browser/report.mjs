// The report page in Debian's Chromium: node report.mjs PAGE.html NUMBERS.json FOLDER [short]
// short: one window per language, no print, no axe-core, no keyboard.
// Both languages, 1000 and 390 px, PDF, without JavaScript, axe-core, no request, no error. Writes
// the numbers that the page shows for same_numbers.py, and screenshots to look at.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import * as look from "./look.mjs";

const [file, numbers, folder, extent] = process.argv.slice(2);
const whole = extent !== "short";
const address = "file://" + file;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

async function opened(options) {
  const context = await browser.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const noise = [];
  page.on("console", (message) => noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("dialog", (dialog) => noise.push("a dialog") && dialog.dismiss());
  page.on("request", (request) => request.url() === address || noise.push(request.url()));
  await page.goto(address);
  return { context, page, noise };
}

async function choose(page, language) {
  await page.locator(`label[for="language-${language}"]`).click();
  assert.ok(await page.locator(`main h1 [lang^=${language}]`).isVisible());
  assert.ok(!(await page.locator(`main h1 [lang^=${language === "en" ? "zh" : "en"}]`).isVisible()));
}

assert.ok(statSync(file).size <= 3 << 20, "the page is larger than 3 MB");

for (const width of [1000, 390])
  for (const language of ["en", "zh"]) {
    if (!whole && (width === 1000) !== (language === "en")) continue;
    const { context, page, noise } = await opened({ viewport: { width, height: 900 } });
    await page.waitForFunction(() => document.documentElement.dataset.drawn === "yes");
    await choose(page, language);
    const empty = await page.locator(`.chart.${language}`).evaluateAll((charts) =>
      charts.filter((chart) => {
        const svg = chart.querySelector("svg");
        return !svg || svg.querySelectorAll("path, text, rect").length < 5 ||
               svg.textContent.includes("undefined") || svg.textContent.includes("NaN");
      }).map((chart) => chart.closest("figure").id));
    assert.deepEqual(empty, [], "charts without marks");
    // No text of a drawing may be cut off by the drawing's edge.
    const clipped = await page.locator(`.chart.${language} svg`).evaluateAll((drawings) =>
      drawings.flatMap((svg) => {
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll("text")].filter((text) => {
          const inner = text.getBoundingClientRect();
          return inner.width > 0 && (inner.left < box.left - 2 || inner.right > box.right + 2 ||
                                     inner.top < box.top - 2 || inner.bottom > box.bottom + 2);
        }).map((text) => svg.closest("figure").id + ": " + text.textContent);
      }));
    assert.deepEqual(clipped, [], `labels cut off at ${width} px, ${language}`);
    const spoken = await page.locator(`.chart.${language}.drawn`).evaluateAll((charts) =>
      charts.map((chart) => [chart.getAttribute("role"), chart.getAttribute("aria-label"),
        chart.hasAttribute("aria-roledescription")]));
    assert.ok(spoken.length > 5);
    for (const [role, label, renamed] of spoken)
      assert.ok(role === "img" && label.length > 3 && !label.includes("Vega") && !renamed,
        `a chart is announced as ${role} "${label}"`);
    const cut = await page.locator(`.chart.${language} .role-legend-label text`).evaluateAll((names) =>
      names.map((name) => name.textContent).filter((name) => name.endsWith("…")));
    assert.deepEqual(cut, [], `names in legends cut off at ${width} px, ${language}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `the page is ${wide} px wide in a window of ${width}`);
    await page.screenshot({ path: `${folder}/${width}-${language}.png`, fullPage: true });
    for (const wrong of [look.touchingTexts, look.unequalAxes, look.unequalColours, look.blankPlaces])
      assert.deepEqual(await page.evaluate(wrong, language), [], `${wrong.name}, ${width} px, ${language}`);
    const answer = await page.locator("table.answer").boundingBox();
    if (width === 1000)
      assert.ok(answer.y + answer.height <= 900, "the answers are not on the first screen");
    else
      assert.ok((await page.locator("table.answer td").last().boundingBox()).width > 300);
    if (whole && width === 1000) await page.pdf({ path: `${folder}/${language}.pdf`, format: "A4" });
    assert.ok(!(await page.locator("body").innerText()).includes("undefined"));
    assert.deepEqual(noise, [], "console, errors or requests");
    await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    for (const wrong of [look.brokenWords, look.keysForNames, look.sameNames])
      assert.deepEqual(await page.evaluate(wrong, language), [], `${wrong.name}, ${width} px, ${language}`);
    const open = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(open <= width, `with its tables the page is ${open} px wide in a window of ${width}`);
    assert.ok(!/\bunknown|未知/.test(await page.locator("main").innerText()));
    await context.close();
    if (!whole) continue;
    // axe-core comes in from outside, which the page's own policy rightly forbids.
    const checked = await opened({ viewport: { width, height: 900 }, bypassCSP: true });
    await checked.page.waitForFunction(() => document.documentElement.dataset.drawn === "yes");
    await choose(checked.page, language);
    await checked.page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    await checked.page.evaluate(axe);
    const found = await checked.page.evaluate(() => window.axe.run());
    const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`), []);
    await checked.context.close();
  }

if (whole) { // Without JavaScript: text and tables in both languages, no gaps where drawings would be.
  const { context, page, noise } = await opened({ javaScriptEnabled: false });
  for (const language of ["zh", "en"]) {
    await choose(page, language);
    assert.ok(await page.locator("table.answer td").first().isVisible());
    const table = page.locator("figure details").first();
    await table.locator("summary").click();
    assert.ok(await table.locator("table").isVisible());
    await table.locator("summary").click();
    assert.ok(!(await page.locator(".chart").first().isVisible()));
  }
  for (const name of ["answer", "jobs-survival", "per-billion-table", "choice", "agreement",
                      "years-lived", "uptake-table", "sureness", "convergence", "shared-chance",
                      "evaluator", "checks"])
    assert.equal(await page.locator(`table[data-name="${name}"]`).count(), 1, `no table ${name}`);
  assert.deepEqual(noise, []);
  await context.close();
}

{ // The keyboard: the switch is the first stop, arrows turn it. The numbers, for the comparison.
  const { context, page } = await opened({});
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "language-en");
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.locator("main h1 [lang^=zh]").isVisible());
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh");
  const shown = await page.evaluate(() => {
    const cubes = JSON.parse(document.getElementById("cubes").textContent);
    return [...document.querySelectorAll("data[data-at]")].map((one) => {
      const [cube, at] = one.dataset.at.split(":");
      return [cubes[cube], at, one.value];
    });
  });
  assert.ok(shown.length > 100);
  writeFileSync(numbers, JSON.stringify(shown));
  // What the names of the scenarios say is text, and nothing of it runs.
  assert.equal(await page.locator("main script, main b.hostile, main img").count(), 0);
  if (whole) assert.ok((await page.locator("main").innerHTML()).includes("&lt;script&gt;"));
  await context.close();
}
/// Fields of a CSV of RFC 4180, without the mark at its beginning.
function fields(text) {
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const letter = text[i], row = rows.at(-1);
    if (quoted && letter === '"' && text[i + 1] === '"') row[row.length - 1] += text[++i];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ",") row.push("");
    else if (!quoted && letter === "\r" && text[i + 1] === "\n") rows.push([""]), ++i;
    else row[row.length - 1] += letter;
  }
  assert.deepEqual(rows.pop(), [""], "the last line has no end");
  return rows;
}

for (const language of whole ? ["en", "zh"] : []) { // Each table as CSV: its numbers, rows and words.
  const { context, page, noise } = await opened({ acceptDownloads: true });
  await page.waitForFunction(() => document.documentElement.dataset.drawn === "yes");
  await choose(page, language);
  await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
  const [download] = await Promise.all([ // a whole download once, then what would be saved
    page.waitForEvent("download"),
    page.locator("#fan button.csv").click(),
  ]);
  assert.equal(download.suggestedFilename(), `fan.${language}.csv`);
  const saved = readFileSync(await download.path(), "utf8");
  await page.evaluate(() => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => ((window.blob = blob), make.call(URL, blob));
    HTMLAnchorElement.prototype.click = function () { window.file = this.download; };
  });
  const names = new Set();
  for (const table of await page.locator("main table").all()) {
    const { name, text } = await table.evaluate(async (one) => {
      one.parentElement.nextElementSibling.click();
      return { name: window.file, text: new TextDecoder("utf-8", { ignoreBOM: true })
        .decode(await window.blob.arrayBuffer()) };
    });
    names.add(name);
    if (name === `fan.${language}.csv`) assert.equal(text, saved);
    assert.equal(text[0], "\ufeff");
    const [head, ...rows] = fields(text.slice(1));
    const there = await table.evaluate((one) =>
      [...one.tBodies[0].rows].map((row) => ({
        name: row.cells[0].innerText.replace(/\s+/g, " ").trim(),
        numbers: [...row.querySelectorAll("data")].map((number) => number.getAttribute("value")),
      })));
    assert.equal(rows.length, there.length);
    rows.forEach((row, r) => {
      assert.equal(row.length, head.length, name);
      const numeric = row.filter((value, i) => value !== "" && /[(（]/.test(head[i]) &&
                                 /^(-?\d[^ ]*|-?inf|nan)$/.test(value));
      for (const value of there[r].numbers) assert.ok(numeric.includes(value), `${name}: ${value}: ${row}`);
      if (!/^-?[\d.]+$/.test(there[r].name)) assert.equal(row[0].replace(/^'/, ""), there[r].name, name);
    });
  }
  assert.equal(names.size, await page.locator("main table").count(), "two tables have one name");
  assert.deepEqual(noise.filter((one) => !one.startsWith("blob:")), []);
  await context.close();
}
await browser.close();
console.log("the page holds");

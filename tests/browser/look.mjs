// What a page must look like to a reader: no word broken, no text on another, panels that can be
// compared, no keys for names. Each function runs in the page and returns what is wrong.

/// Words of tables and headings that stand on two lines (between Chinese characters is fine).
export function brokenWords() {
  const broken = new Set();
  for (const cell of document.querySelectorAll("main :is(th, td, h1, h2, h3, h4, figcaption, summary)")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode()); ) {
      const range = document.createRange();
      range.selectNodeContents(text);
      if (range.getClientRects().length < 2) continue; // on one line, or not shown
      const head = text.parentElement.closest("thead");
      if (text.parentElement.closest("code") || (head && head.getBoundingClientRect().width < 2)) continue;
      for (const word of text.data.matchAll(/[A-Za-z]{2,}|[\d.,]{2,}/g)) {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = [...range.getClientRects()].filter((one) => one.width > 1).map((one) => Math.round(one.top));
        if (new Set(lines).size > 1) broken.add(`${cell.tagName} ${word[0]}`);
      }
    }
  }
  return [...broken];
}

/// Visible texts of a drawing that touch each other or are too small to read, by their own boxes,
/// which may be turned.
export function touchingTexts(language) {
  const wrong = [];
  const corners = (text) => {
    const { x, y, width, height } = text.getBBox(), to = text.getScreenCTM();
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
      .map(([a, b]) => [to.a * a + to.c * b + to.e, to.b * a + to.d * b + to.f]);
  };
  // Two boxes are apart where one of their sides is a line between them, with a little air.
  const apart = (one, other) => [one, other].some((box) => [0, 1].some((side) => {
    const along = [box[side + 1][0] - box[side][0], box[side + 1][1] - box[side][1]];
    const length = Math.hypot(...along) || 1;
    const on = (all) => all.map(([x, y]) => (x * along[0] + y * along[1]) / length);
    const [a, b] = [on(one), on(other)], air = side === 0 ? 3 : -4; // letters leave room in height
    return Math.min(...b) - Math.max(...a) > air || Math.min(...a) - Math.max(...b) > air;
  }));
  for (const svg of document.querySelectorAll(`.chart.${language} svg`)) {
    const where = svg.closest("figure").id;
    const texts = [...svg.querySelectorAll("text")].filter((text) =>
      text.textContent.trim() && getComputedStyle(text).opacity !== "0" &&
      text.getBoundingClientRect().width > 0);
    const boxes = texts.map(corners);
    const around = texts.map((text) => text.getBoundingClientRect());
    const far = (a, b) => a.right + 4 < b.left || b.right + 4 < a.left || a.bottom < b.top || b.bottom < a.top;
    texts.forEach((text, i) => {
      const size = parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a;
      if (size < 10.5) wrong.push(`${where}: "${text.textContent}" is ${size} px high`);
      for (let k = i + 1; k < texts.length; ++k) {
        if (far(around[i], around[k])) continue;
        const same = text.textContent === texts[k].textContent && // a halo and what it is round
          Math.hypot(boxes[i][0][0] - boxes[k][0][0], boxes[i][0][1] - boxes[k][0][1]) < 1;
        if (!same && !apart(boxes[i], boxes[k]))
          wrong.push(`${where}: "${text.textContent}" touches "${texts[k].textContent}"`);
      }
    });
  }
  return wrong;
}

/// Figures whose panels have axes of their own or no line at zero.
export function unequalAxes(language) {
  const wrong = [];
  for (const id of ["waterfall", "optimism", "forest"]) {
    let first;
    for (const svg of document.querySelectorAll(`#${id} .drawing:not(.wide) .chart.${language} svg`)) {
      const left = svg.getBoundingClientRect().left;
      const middle = (box) => Math.round(box.left + box.width / 2 - left);
      const ticks = [...svg.querySelectorAll(".role-axis-label text")]
        .filter((one) => getComputedStyle(one).opacity !== "0");
      const axis = ticks.map((one) => one.textContent + " at " + one.getAttribute("transform")).join("; ");
      first ??= axis;
      if (axis !== first) wrong.push(`${id}: ${axis} beside ${first}`);
      const zero = ticks.find((one) => one.textContent === "0");
      const line = zero && [...svg.querySelectorAll(".mark-rule.role-mark line")].some((one) => {
        const box = one.getBoundingClientRect();
        return box.height > 80 && Math.abs(middle(box) - middle(zero.getBoundingClientRect())) < 8;
      });
      if (!line) wrong.push(`${id}: no line at zero`);
    }
  }
  return wrong;
}

/// Figures whose panels have scales of colours of their own, not about zero, or not one key.
export function unequalColours() {
  const wrong = [], specs = JSON.parse(document.getElementById("specs").textContent);
  for (const id of ["flows", "map"]) {
    const drawn = [...document.querySelectorAll(`#${id} .chart.en`)].map((one) => specs[one.dataset.figure]);
    if (drawn.length === 0) continue;
    const colour = (spec) => (spec.layer?.[0] ?? spec).encoding.color;
    const scales = drawn.map(colour).filter((one) => one.type === "quantitative");
    const domains = new Set(scales.map((one) => JSON.stringify(one.scale)));
    const [low, zero, high] = scales[0].scale.domain;
    if (domains.size !== 1 || low !== -high || zero !== 0) wrong.push(`${id}: ${[...domains].join(" ")}`);
    const keys = drawn.filter((spec) => spec.encoding?.x?.field === "from").length;
    if (keys !== 1) wrong.push(`${id}: ${keys} keys to the colours`);
  }
  return wrong;
}

/// Panels without a neighbour before the last one, or beside a much higher one: a blank column.
export function blankPlaces() {
  const wrong = [];
  for (const figure of document.querySelectorAll("main figure")) {
    const panels = [...figure.querySelectorAll(".drawing:not(.wide)")];
    const boxes = panels.map((one) => one.getBoundingClientRect());
    const columns = new Set(boxes.map((one) => Math.round(one.left))).size;
    boxes.forEach((box, i) => {
      const row = boxes.filter((other) => Math.abs(other.top - box.top) < 2).length;
      if (row < columns && i < boxes.length - 1) wrong.push(`${figure.id}: panel ${i} stands alone`);
      const chart = (k) => panels[k].querySelector("svg")?.getBoundingClientRect().height ?? 0;
      boxes.forEach((other, k) => {
        if (Math.abs(other.top - box.top) < 2 && chart(i) > chart(k) + 120)
          wrong.push(`${figure.id}: panel ${i} is much higher than ${k}`);
      });
    });
  }
  return wrong;
}

/// Keys of the program, and English in Chinese, where names should stand.
export function keysForNames(language) {
  const hidden = `code, pre, .csv, .chart:not(.${language}), [lang="${language === "en" ? "zh" : "en"}"]`;
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let text; (text = texts.nextNode()); ) {
    const keys = text.data.match(/\b[a-z]+_[a-z_]+\b/g) ?? [];
    const english = language === "en" ? [] : text.data.match(/[a-z]{3,} [a-z]{3,}.*/g) ?? [];
    if (keys.length + english.length > 0 && !text.parentElement.closest(hidden))
      for (const one of [...keys, ...english]) found.add(one);
  }
  return [...found];
}

/// Two rows of a table or two panels of a figure with one name.
export function sameNames(language) {
  const wrong = [];
  const hidden = `[lang="${language === "en" ? "zh" : "en"}"]`;
  const name = (one) => {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    let whole = "";
    for (let text; (text = texts.nextNode()); )
      if (!text.parentElement.closest(hidden)) whole += text.data;
    return whole.trim();
  };
  const twice = (where, all) => {
    const seen = new Set();
    for (const one of all.map(name)) {
      if (seen.has(one)) wrong.push(`${where}: ${one}`);
      seen.add(one);
    }
  };
  for (const table of document.querySelectorAll("main table"))
    twice(table.dataset.name, [...table.querySelectorAll("tbody th")]);
  for (const figure of document.querySelectorAll("main figure"))
    twice(figure.id, [...figure.querySelectorAll(".drawing h4")]);
  twice("full tables", [...document.querySelectorAll("#tables ~ details > summary")]);
  return wrong;
}

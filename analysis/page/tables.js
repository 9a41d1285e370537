// A button below each table that saves it as CSV: text as shown in the chosen language, numbers as
// exact as in the result file, with low and high of an interval in columns of their own.

/// A cell's shown text without the names of columns that narrow windows show in it.
function shown(cell, language) {
  if (cell.nodeType === Node.TEXT_NODE) return cell.data;
  if (cell.nodeType !== Node.ELEMENT_NODE || cell.classList.contains("cell")) return "";
  if (cell.lang && !cell.lang.startsWith(language)) return "";
  if (cell.tagName === "BR") return " ";
  return [...cell.childNodes].map((one) => shown(one, language)).join("");
}

const numbers = (cell) => [...cell.querySelectorAll("data")].map((one) => one.value);

/// Whether a cell holds more than numbers and the word between the ends of an interval.
function wordy(cell, language) {
  const rest = cell.cloneNode(true);
  for (const one of rest.querySelectorAll("data")) one.remove();
  return !["", "to", "至"].includes(shown(rest, language).trim());
}

function field(text) {
  const safe = /^[=+\-@\t]/.test(text) ? "'" + text : text; // a name is no formula of a spreadsheet
  return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

function csv(table, language) {
  const rows = [...table.tBodies[0].rows];
  const head = [], body = rows.map(() => []);
  const titles = [...table.tHead.rows[0].cells].map((title) => shown(title, language).trim());
  titles.forEach((title, i) => { // an interval that is not the first bears what it is of
    const name = titles.indexOf(title) === i ? title : titles[i - 1] + ": " + title;
    const cells = rows.map((row) => row.cells[i]);
    const count = Math.max(0, ...cells.map((cell) => numbers(cell).length));
    if (count === 0 || cells.some((cell) => wordy(cell, language))) {
      head.push(field(name));
      cells.forEach((cell, r) => body[r].push(field(shown(cell, language).replace(/\s+/g, " ").trim())));
    }
    const ends = language === "zh" ? ["下限", "上限"] : ["low", "high"];
    const value = language === "zh" ? "数值" : "value";
    const kinds = count === 2 ? ends : count === 3 ? [value, ...ends] : [value];
    for (let k = 0; k < count; ++k) head.push(field(name + " (" + (kinds[k] ?? k + 1) + ")"));
    cells.forEach((cell, r) => {
      const values = numbers(cell);
      for (let k = 0; k < count; ++k) body[r].push(values[k] ?? "");
    });
  });
  return "\ufeff" + [head, ...body].map((row) => row.join(",")).join("\r\n") + "\r\n";
}

export function offerDownloads(chosen) {
  for (const table of document.querySelectorAll("table[data-name]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv";
    button.textContent = "CSV";
    const label = document.createElement("span");
    label.className = "unseen";
    label.append(": ", ...[...table.caption.childNodes].map((one) => one.cloneNode(true)));
    button.append(label);
    button.addEventListener("click", () => {
      const language = chosen().slice(0, 2);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([csv(table, language)], { type: "text/csv" }));
      link.download = table.dataset.name + "." + language + ".csv";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
    table.parentElement.after(button);
  }
}

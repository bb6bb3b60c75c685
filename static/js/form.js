// Filling in a record: keys, lines, scans, keeping what is typed.

const recordForm = document.querySelector("[data-record-form]");

function press(value) {
  recordForm.querySelector(`button[name=action][value=${value}]`)?.click();
}

function fieldsOf(form) {
  const all = form.querySelectorAll("input, select, textarea, button[type=submit]");
  return [...all].filter((each) => each.tabIndex >= 0 && !each.disabled && each.offsetParent);
}

function nextField(here) {
  const fields = recordForm ? fieldsOf(recordForm) : [];
  fields[fields.indexOf(here) + 1]?.focus();
}

// Enter leads to the next field, as a scanner sends it after every code.
function goOn(event) {
  const here = event.target;
  const stays = "textarea, button, [type=submit], [type=checkbox], [data-scan], .ts-control input";
  if (!here.matches("input, select") || here.matches(stays) || event.isComposing) return;
  event.preventDefault();
  nextField(here);
}

recordForm?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) goOn(event);
});

document.addEventListener("keydown", (event) => {
  if (!recordForm) return;
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === "s") press("save");
  else if (control && event.key === "Enter") press("check");
  else if (event.altKey && event.code === "KeyN") addLine(linesAt(document.activeElement));
  else return;
  event.preventDefault();
});

// A wheel turned over a number must not change it.
document.addEventListener("wheel", (event) => {
  if (event.target.type === "number") event.target.blur();
}, { passive: true });

// Lines

function linesAt(element) {
  return element.closest("[data-lines]") ?? document.querySelector("[data-lines]");
}

let queue = Promise.resolve();

// One after the other, so that two quick scans do not become one line.
function addLine(lines, scanned = "") {
  if (!lines) return;
  queue = queue.then(() => fetchLine(lines, scanned));
}

async function fetchLine(lines, scanned) {
  const list = lines.querySelector(".line-list");
  const total = lines.querySelector("[name$=-TOTAL_FORMS]");
  const before = list.querySelectorAll("[data-line]").length;
  const values = { relation: lines.dataset.relation, index: total.value };
  if (scanned) values.scan = scanned;
  await htmx.ajax("GET", lines.dataset.url, { target: list, swap: "beforeend", values });
  lines.querySelector(".line-alerts").replaceChildren(...list.querySelectorAll(":scope > .alert"));
  const line = list.querySelectorAll("[data-line]")[before];
  if (!line) return;
  const waiting = scanned && waitingFor(line, list);
  if (waiting) fillIn(waiting, line);
  else total.value = Number(total.value) + 1;
  showNewLine(lines, waiting || line, scanned);
}

// A scan fills the line that waits for its goods, or says the same, before it adds one.

function fieldIn(line, name) {
  return line.querySelector(`[name$="-${name}"]`);
}

function scannedIn(line) {
  const all = [...line.querySelectorAll(".line-fields [name]:not([inputmode=decimal])")];
  const said = all.filter((field) => (field.type === "checkbox" ? field.checked : field.value));
  return said.map((field) => [field.name.split("-").pop(), field]);
}

function waitingFor(line, list) {
  const scanned = scannedIn(line);
  const fits = (other) => scanned.every(([name, field]) => {
    const there = fieldIn(other, name);
    return there.type === "checkbox" || there.value === field.value
      || (!there.value && !there.dataset.lookup);
  });
  const others = [...list.querySelectorAll("[data-line]:not(.line-gone)")];
  return others.find((other) => other !== line && fits(other));
}

function fillIn(waiting, line) {
  for (const [name, field] of scannedIn(line)) {
    const there = fieldIn(waiting, name);
    if (there.type === "checkbox") there.checked = true;
    else if (!there.value) there.value = field.value;
    there.dispatchEvent(new Event("change", { bubbles: true }));
  }
  line.remove();
}

function showNewLine(lines, line, scanned) {
  makeLookups(line);
  line.classList.add("line-new");
  line.scrollIntoView({ block: "nearest" });
  if (scanned) lines.querySelector("[data-scan]").focus();
  else fieldsOf(line)[0]?.focus();
}

function setGone(line, gone) {
  line.classList.toggle("line-gone", gone);
  const mark = line.querySelector("[name$=-DELETE]");
  mark.checked = gone;
  mark.dispatchEvent(new Event("change", { bubbles: true }));
  line.querySelector(gone ? ".line-undo" : "input:not([type=hidden])")?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-line], [data-remove-line], [data-restore-line]");
  if (!button) return;
  if (button.matches("[data-add-line]")) addLine(linesAt(button));
  else setGone(button.closest("[data-line]"), button.matches("[data-remove-line]"));
});

// What was chosen on the first line, for every line on which nothing is chosen yet.
document.addEventListener("click", (event) => {
  const lines = event.target.closest("[data-as-first]")?.closest("[data-lines]");
  if (!lines) return;
  const [first, ...others] = lines.querySelectorAll("[data-line]:not(.line-gone)");
  for (const chosen of first.querySelectorAll("select:not([data-lookup])")) {
    for (const there of others.map((line) => fieldIn(line, chosen.name.split("-").pop()))) {
      if (there.value) continue;
      there.value = chosen.value;
      there.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-scan]") || event.isComposing) return;
  event.preventDefault();
  const code = event.target.value.trim();
  event.target.value = "";
  if (code) addLine(linesAt(event.target), code);
});

// From a sentence at the top to the field that it speaks of.

function focusField(field) {
  if (!field) return;
  const shown = field.tomselect?.control_input ?? field;
  shown.focus();
  shown.scrollIntoView({ block: "center" });
}

// A form that comes back, with its page or alone, is gone on with where it is wrong.
document.addEventListener("htmx:load", ({ target }) => {
  if (document.activeElement !== document.body) return;
  focusField(target.querySelector(".is-invalid:is(input, select, textarea)"));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto], [data-goto-first]");
  if (!link) return;
  event.preventDefault();
  const wanted = link.dataset.goto ? `#${CSS.escape(link.dataset.goto)}` : ".sheet-form .is-invalid";
  focusField(document.querySelector(wanted));
});

// Files that are chosen go along with the next save.

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-files]")) return;
  const said = [...event.target.files].map((file) => file.name).join(", ");
  event.target.closest(".slot").querySelector("[data-chosen]").textContent = said;
});

// What is typed is kept until it is saved; once it is being saved, no more.

let submitting = false;
recordForm?.addEventListener("submit", () => (submitting = true));
recordForm?.addEventListener("htmx:beforeRequest", (event) => {
  if (submitting && event.target === recordForm) event.preventDefault();
});

// A field that is asked for only where another says so shows itself then.

function showAsked() {
  for (const field of recordForm.querySelectorAll("[data-asked-by]")) {
    const other = recordForm.elements[field.dataset.askedBy];
    field.closest(".field").hidden = other?.value !== field.dataset.askedFor;
  }
}

if (recordForm) {
  recordForm.addEventListener("change", showAsked);
  showAsked();
}

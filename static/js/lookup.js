// Selects that look their choices up on the server as somebody types.

function drawOption(option, escape) {
  const hint = option.hint ? `<span class="option-hint">${escape(option.hint)}</span>` : "";
  return `<div>${escape(option.text)}${hint}</div>`;
}

// What Enter does in a lookup. A scanner types a code and Enter faster than the server
// answers: what is wanted is then asked for at once, and taken if there is just one, also
// when somebody has gone on meanwhile. Where nothing is typed and nothing was walked to,
// it leads on, lest it pick unasked.
function mindEnter(select) {
  const input = select.control_input;
  select.on("dropdown_open", () => (select.walked = false));
  input.addEventListener("input", () => (select.wanted = null));
  input.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) select.walked = true;
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) return select.close();
    const words = input.value;
    if (words ? words === select.answeredWords : select.isOpen && select.walked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (words) {
      clearTimeout(select.refreshTimeout);
      select.wanted = words;
      select.load(words);
    } else {
      select.close();
      nextField(input);
    }
  }, true);
}

// What is asked for is what is wanted or stands there by now: a box that is only just
// focused asks for nothing in particular, and may do so after somebody has typed.
async function look(select, done) {
  const words = select.wanted ?? select.control_input.value;
  const url = `${select.input.dataset.lookup}?q=${encodeURIComponent(words)}`;
  let results = [];
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (response.ok) results = (await response.json()).results;
  } catch {
    tell("offline");
  }
  const wanted = words === select.wanted;
  if (!wanted && words !== select.control_input.value) return done();
  select.clearOptions();
  select.answeredWords = words;
  done(results);
  if (wanted && results.length === 1) {
    select.addItem(String(results[0].value));
    select.setTextboxValue("");
    select.close();
  }
  if (wanted) select.wanted = null;
}

function makeLookup(element) {
  const select = new TomSelect(element, {
    plugins: element.dataset.needed ? {} : { clear_button: { title: "" } },
    valueField: "value",
    labelField: "text",
    searchField: [],
    score: () => () => 1,
    sortField: "$order",
    maxOptions: 50,
    maxItems: 1,
    loadThrottle: 150,
    preload: "focus",
    shouldLoad: () => true,
    allowEmptyOption: false,
    placeholder: element.dataset.placeholder ?? "",
    load: (_words, done) => look(select, done),
    render: {
      option: drawOption,
      // A list box holds options only, so this is one that cannot be taken.
      no_results: () => `<div class="no-results" role="option" aria-disabled="true">${document.body.dataset.nothing}</div>`,
      loading: null,
    },
  });
  mindEnter(select);
  // The list that was to open for what is typed would take the focus back.
  select.on("blur", () => clearTimeout(select.refreshTimeout));
  // What the select said of itself is now said of the box in its place.
  const remarks = element.getAttribute("aria-describedby");
  if (remarks) select.control_input.setAttribute("aria-describedby", remarks);
  if (element.ariaInvalid) select.control_input.ariaInvalid = element.ariaInvalid;
  element.ariaHidden = "true";
}

function makeLookups(root) {
  for (const element of root.querySelectorAll("select[data-lookup]:not(.tomselected)")) {
    makeLookup(element);
  }
}

makeLookups(document);
document.addEventListener("htmx:load", (event) => makeLookups(event.target));

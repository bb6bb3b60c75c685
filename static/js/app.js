// What every page knows: the keys, the menu, rows that lead somewhere.

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector("[data-global-search]")?.select();
  }
});

// The menu shows only what is looked for.
document.querySelector("[data-menu-find]")?.addEventListener("input", (event) => {
  const nav = document.querySelector(".side-nav");
  const words = event.target.value.trim().toLowerCase();
  let found = 0;
  for (const group of nav.querySelectorAll("details")) {
    group.wasOpen ??= group.open;
    let inside = 0;
    for (const item of group.querySelectorAll("li")) {
      item.hidden = !item.textContent.toLowerCase().includes(words);
      inside += !item.hidden;
    }
    group.hidden = !inside;
    group.open = words ? true : group.wasOpen;
    if (!words) delete group.wasOpen;
    found += inside;
  }
  nav.querySelector(".side-none").hidden = found > 0;
});

document.querySelector(".side-nav [aria-current]")?.scrollIntoView({ block: "nearest" });

// A row leads where its first link leads; text in it can still be marked.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  if (!window.getSelection().isCollapsed) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank");
  else window.location.assign(row.dataset.href);
});

// On a phone each cell of a table says what it is.
function labelCells(root) {
  for (const table of root.querySelectorAll("table.stack")) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => {
      const label = head.cloneNode(true);
      label.querySelector(".label-rest")?.remove();
      return label.textContent.trim();
    });
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, place) => (cell.dataset.label = heads[place] ?? ""));
    }
  }
}

const phone = window.matchMedia("(max-width: 767.98px)");
phone.addEventListener("change", () => phone.matches && labelCells(document));
if (phone.matches) labelCells(document);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// A form that is on its way is not sent again by a second click, unless it got stuck.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  const free = () => delete form.dataset.sent;
  form.dataset.sent = "yes";
  window.addEventListener("pageshow", free, { once: true });
  setTimeout(free, 10_000);
});

// A label that opens a file dialog is a button to the keyboard, too.
document.addEventListener("keydown", (event) => {
  if (event.target.matches("label[tabindex]") && ["Enter", " "].includes(event.key)) {
    event.preventDefault();
    event.target.click();
  }
});

// Requests behind the page come to nothing when the session or the network is gone.
// Nothing that was typed may be lost by that: the page says so and stays.
function tell(trouble) {
  for (const id of ["signed-out", "offline"]) {
    document.getElementById(id)?.toggleAttribute("hidden", id !== trouble);
  }
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const answered = new URL(xhr.responseURL, window.location.href).pathname;
  const asked = new URL(pathInfo.requestPath, window.location.href).pathname;
  event.detail.shouldSwap &&= answered === asked;
  tell(answered === asked ? "" : "signed-out");
});
document.addEventListener("htmx:sendError", () => tell("offline"));

// Signing in anew changes the token against forged requests; the cookie knows it.
function freshToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("[name=csrfmiddlewaretoken]");
  if (field && freshToken()) field.value = freshToken();
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  if (freshToken()) event.detail.headers["X-CSRFToken"] = freshToken();
  delete event.detail.parameters.csrfmiddlewaretoken;
});

// A dialog is ready to be typed into as soon as its form has come.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "step-content") return;
  event.target.querySelector("textarea, input:not([type=hidden]), select")?.focus();
});

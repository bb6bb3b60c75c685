// Days are typed and shown as year-month-day, whatever the language of the browser.

const DAY = /^(\d{4})[-./年\s](\d{1,2})[-./月\s](\d{1,2})日?$|^(\d{4})(\d\d)(\d\d)$/;
const TIME = /^(\d{1,2})[:：]?(\d\d)$/;

// What is typed in other ways, as the year-month-day (and time) that is meant.
function asDay(text, withTime) {
  const typed = text.normalize("NFKC").trim();
  const [, day, time] = withTime ? /^(.*?\d日?)(?:[T\s]+(\S+))?$/.exec(typed) ?? [] : [0, typed];
  const found = DAY.exec(day ?? "");
  if (!found) return text;
  const [year, month, date] = found[1] ? found.slice(1, 4) : found.slice(4, 7);
  const iso = [year, month.padStart(2, "0"), date.padStart(2, "0")].join("-");
  const clock = TIME.exec(time ?? "");
  if (time && !clock) return text;
  return clock ? `${iso} ${clock[1].padStart(2, "0")}:${clock[2]}` : iso;
}

function put(field, text) {
  if (text === field.value) return;
  field.value = text;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// The arrow keys go on from day to day; an empty field begins with today.
function step(field, days) {
  const [day, time] = asDay(field.value, true).split(" ");
  const here = new Date(`${day || ""}T00:00:00Z`);
  if (field.value && Number.isNaN(here.getTime())) return;
  const now = new Date();
  const start = field.value ? here.getTime() : Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const next = new Date(start + (field.value ? days * 86400000 : 0)).toISOString().slice(0, 10);
  put(field, time ? `${next} ${time}` : next);
}

// The browser's own calendar, for those who would rather point at a day.
function addCalendar(field) {
  const withTime = field.dataset.day === "time";
  const place = document.createElement("span");
  place.className = "day";
  field.replaceWith(place);
  const picker = Object.assign(document.createElement("input"), {
    type: withTime ? "datetime-local" : "date", className: "day-picker", tabIndex: -1,
  });
  picker.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), {
    type: "button", className: "day-button", tabIndex: -1, title: document.body.dataset.calendar,
  });
  button.innerHTML = document.querySelector("#calendar-icon").innerHTML;
  place.append(field, picker, button);
  const open = () => {
    picker.value = asDay(field.value, withTime).replace(" ", "T");
    picker.showPicker();
  };
  button.addEventListener("click", open);
  picker.addEventListener("input", (event) => event.stopPropagation());
  picker.addEventListener("change", (event) => {
    event.stopPropagation();
    put(field, picker.value.replace("T", " "));
    field.focus();
  });
  field.addEventListener("change", () => { field.value = asDay(field.value, withTime); });
  field.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "ArrowDown") open();
    else if (event.key === "ArrowUp") step(field, 1);
    else if (event.key === "ArrowDown") step(field, -1);
    else return;
    event.preventDefault();
  });
}

function addCalendars(root) {
  for (const field of root.querySelectorAll("input[data-day]")) {
    if (!field.closest(".day")) addCalendar(field);
  }
}

addCalendars(document);
document.addEventListener("htmx:load", (event) => addCalendars(event.target));

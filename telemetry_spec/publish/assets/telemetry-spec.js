// The pages that telemetry-spec makes, in HTML: a filter over all values, copying, and details that open where a link or
// a printer needs them. A page is whole without it. It listens on the document only, so it also works where a site puts
// a page in place later, and it needs no inline script, no style attribute and nothing from elsewhere.

const root = document.documentElement;
const within = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

// ---------------------------------------------------------------- the filter

/** What is known of the values around a filter, read once: form -> { rows, groups, versions }. */
const indexes = new WeakMap();

function indexOf(form) {
  if (!indexes.has(form)) indexes.set(form, read(form));
  return indexes.get(form);
}

function read(form) {
  const area = form.closest(".telemetry-spec");
  const versions = [...(form.elements["ts-since"]?.options ?? [])].map((option) => option.value);
  const groups = new Map();
  // What goes away as a whole when nothing in it is wanted: parts of long tables, tables, events, sources.
  const groupOf = (element) => {
    if (!element || !area.contains(element)) return null;
    if (!groups.has(element)) {
      const outer = groupOf(element.parentElement.closest(".ts-fields, .ts-gone, .ts-event, .ts-source"));
      groups.set(element, { element, outer, hits: 0, away: false, open: null });
    }
    return groups.get(element);
  };
  const rows = [];
  for (const body of area.querySelectorAll(".ts-fields > tbody")) {
    const group = groupOf(body);
    const source = body.closest("[data-ts-source]")?.dataset.tsSource ?? "";
    for (const row of body.rows) {
      const text = `${row.cells[0].textContent} ${row.cells[2].textContent}`.toLowerCase();
      const since = versions.indexOf(row.dataset.tsSince || "-");
      rows.push({ row, group, text, source, sensitivity: row.dataset.tsSensitivity, since, hit: true, away: false });
    }
  }
  return { area, rows, groups: [...groups.values()], versions };
}

function wanted(form, versions) {
  const value = (name) => form.elements[name]?.value ?? "";
  const since = value("ts-since");
  return {
    words: value("ts-text").toLowerCase().split(/\s+/).filter(Boolean),
    source: value("ts-source"),
    sensitivity: value("ts-sensitivity"),
    since: since ? versions.indexOf(since) : -1,
  };
}

function apply(form) {
  const { area, rows, groups, versions } = indexOf(form);
  const { words, source, sensitivity, since } = wanted(form, versions);
  const active = words.length > 0 || source !== "" || sensitivity !== "" || since >= 0;
  for (const group of groups) group.hits = 0;
  let shown = 0;
  for (const entry of rows) {
    const hit =
      (source === "" || entry.source === source) &&
      (sensitivity === "" || entry.sensitivity === sensitivity) &&
      (since < 0 || entry.since >= since) &&
      words.every((word) => entry.text.includes(word));
    if (hit) {
      shown += 1;
      for (let group = entry.group; group; group = group.outer) group.hits += 1;
    }
    entry.hit = hit;
  }
  // A row within a group that goes away as a whole stays as it is.
  for (const entry of rows) {
    if (entry.group.hits > 0 && entry.away === entry.hit) away(entry, entry.row, !entry.hit);
  }
  for (const group of groups) {
    if (group.away !== (group.hits === 0)) away(group, group.element, group.hits === 0);
    if (group.element instanceof HTMLDetailsElement) unfold(group, active);
  }
  area.toggleAttribute("data-ts-filtered", active);
  tell(form, shown, rows.length);
}

function away(entry, element, gone) {
  entry.away = gone;
  element.toggleAttribute("data-ts-away", gone);
}

function unfold(group, active) {
  if (active && group.open === null) group.open = group.element.open;
  if (group.open !== null) group.element.open = active ? group.hits > 0 : group.open;
  if (!active) group.open = null;
}

function tell(form, shown, all) {
  const number = new Intl.NumberFormat(form.closest("[lang]")?.lang || undefined);
  const { tsCount, tsNone } = form.dataset;
  const words = { "{shown}": number.format(shown), "{all}": number.format(all) };
  form.querySelector(".ts-count").textContent = shown ? tsCount.replace(/\{shown\}|\{all\}/g, (name) => words[name]) : tsNone;
}

function clear(form) {
  for (const control of form.elements) {
    if (control.name) control.value = "";
  }
  apply(form);
}

document.addEventListener("input", (event) => {
  const form = within(event, ".ts-filter");
  if (form) apply(form);
});

for (const type of ["submit", "reset"]) {
  document.addEventListener(type, (event) => {
    const form = within(event, ".ts-filter");
    if (!form) return;
    event.preventDefault();
    if (type === "reset") clear(form);
  });
}

// ---------------------------------------------------------------- links to what is away or folded

function reveal(hash) {
  let target = null;
  try {
    target = document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null; // not an address of ours
  }
  const area = target?.closest(".telemetry-spec");
  if (!area) return null;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const unseen = area.hasAttribute("data-ts-filtered") && !target.checkVisibility();
  if (unseen) area.querySelectorAll(".ts-filter").forEach(clear);
  return target;
}

/** Go to the target. Parts of a long table grow as they come near, so that takes more than one step. */
function arrive(steps = 4) {
  const target = reveal(location.hash);
  target?.scrollIntoView();
  if (target?.closest(".ts-many") && steps > 1) requestAnimationFrame(() => arrive(steps - 1));
}

document.addEventListener("click", (event) => {
  const link = within(event, ".telemetry-spec a[href^='#']");
  if (link) reveal(link.hash);
}, true);
addEventListener("hashchange", () => arrive());
arrive();

// ---------------------------------------------------------------- copying

document.addEventListener("click", async (event) => {
  const button = within(event, ".ts-copy");
  if (!button) return;
  const code = button.closest(".ts-code").querySelector("pre");
  if (!(await copied(code))) return;
  const [label, status] = [button.querySelector("span"), button.parentElement.querySelector("[role=status]")];
  button.dataset.tsLabel ??= label.textContent;
  label.textContent = status.textContent = button.dataset.tsDone;
  setTimeout(() => {
    label.textContent = button.dataset.tsLabel;
    status.textContent = "";
  }, 2000);
});

/** Copy what an element shows, without the line feed at its end. Pages without HTTPS have no clipboard but this one. */
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent.replace(/\n$/, ""));
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

// ---------------------------------------------------------------- Escape, and printing

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  root.toggleAttribute("data-ts-quiet", true);
  const form = within(event, ".ts-filter");
  if (form) clear(form);
});

for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, (event) => {
    if (within(event, ".ts-key")) root.toggleAttribute("data-ts-quiet", false);
  });
}

let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll(".telemetry-spec details:not([open])")];
  for (const fold of folded) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of folded) fold.open = false;
});

root.toggleAttribute("data-ts-script", true);
globalThis.requestIdleCallback?.(() => document.querySelectorAll(".ts-filter").forEach(indexOf));

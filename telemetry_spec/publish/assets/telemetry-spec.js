// The pages that telemetry-spec makes, in HTML: a filter over all values, copying, and details that open where a link or
// a printer needs them. A page is whole without it, and what needs it is hidden until it is here. It listens on the
// document only, so it also works where a site puts a page in place later. It needs no inline script and nothing from
// elsewhere, and takes no name of the site's own scripts.

(() => {
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
    const number = new Intl.NumberFormat(form.closest(".telemetry-spec").lang || undefined);
    const { tsCount, tsNone } = form.dataset;
    const words = { "{shown}": number.format(shown), "{all}": number.format(all) };
    const counted = tsCount.replace(/\{shown\}|\{all\}/g, (name) => words[name]);
    form.querySelector(".ts-count").textContent = shown ? counted : tsNone;
  }

  function clear(form) {
    for (const control of controls(form)) control.value = "";
    apply(form);
    remember();
  }

  document.addEventListener("input", (event) => {
    const form = within(event, ".ts-filter");
    if (!form) return;
    apply(form);
    remember();
  });

  for (const type of ["submit", "reset"]) {
    document.addEventListener(type, (event) => {
      const form = within(event, ".ts-filter");
      if (!form) return;
      event.preventDefault();
      if (type === "reset") clear(form);
    });
  }

  // ---------------------------------------------------------------- the filter in the address

  const forms = () => [...document.querySelectorAll(".ts-filter")];
  const controls = (form) => [...form.elements].filter((control) => control.name);
  /** The name of a control in the address. A page may hold several filters. */
  const nameOf = (control, at) => (at > 0 ? `${control.name}-${at + 1}` : control.name);
  const ours = /^ts-(text|source|sensitivity|since)(-\d+)?(=|$)/;

  let timer = 0;
  /** Say in the address what is filtered, so that it can be linked; once typing pauses, since browsers bound how often. */
  function remember() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const own = new URLSearchParams();
      forms().forEach((form, at) => {
        for (const control of controls(form)) if (control.value.trim()) own.append(nameOf(control, at), control.value);
      });
      const address = new URL(location.href);
      const others = address.search.slice(1).split("&").filter((part) => !ours.test(part));
      address.search = [...others, own.toString()].filter(Boolean).join("&");
      try {
        history.replaceState(history.state, "", address);
      } catch {
        // A document that has no address of its own.
      }
    }, 250);
  }

  function recall(form) {
    const [asked, at] = [new URLSearchParams(location.search), forms().indexOf(form)];
    const found = controls(form).filter((control) => {
      const value = asked.get(nameOf(control, at));
      if (value !== null) control.value = value;
      if (value !== null && control.value !== value) control.value = ""; // no such choice
      return control.value !== "";
    });
    if (found.length > 0) apply(form);
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
    // Anywhere on the page: a site's table of contents leads to ours too, and may go there without a `hashchange`.
    const link = within(event, "a[href*='#']");
    if (link?.hash && link.origin + link.pathname === location.origin + location.pathname) reveal(link.hash);
  }, true);
  addEventListener("hashchange", () => arrive());

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

  // ---------------------------------------------------------------- what a key of a sample holds

  const told = { key: null, timer: 0 };
  /** So many lines it may take; the least room beside them that it is put there for, in `em`; and how long it stays. */
  const [LINES, ROOM, STAY] = [6, 14, 400];

  function tellOf(key) {
    clearTimeout(told.timer);
    told.key?.toggleAttribute("data-ts-told", false);
    told.key = key;
    key?.toggleAttribute("data-ts-told", true);
  }

  /** Tell beside the lines that it would cover, where there is room; else the style sheet puts it below its own line. */
  function place(key) {
    const sample = key.closest(".ts-sample").getBoundingClientRect();
    const range = document.createRange();
    range.setStartBefore(key);
    let last = key;
    for (let lines = 0; lines < LINES && last.nextSibling; lines += last.textContent.split("\n").length - 1) {
      last = last.nextSibling;
    }
    range.setEndAfter(last);
    const em = parseFloat(getComputedStyle(key).fontSize);
    const start = Math.max(...[...range.getClientRects()].map((box) => box.right)) + 2 * em;
    key.toggleAttribute("data-ts-beside", sample.right - start >= ROOM * em);
    key.style.setProperty("--ts-beside", `${Math.round(start - sample.left)}px`);
  }

  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, (event) => {
      const key = within(event, ".ts-key");
      if (!key) return;
      root.toggleAttribute("data-ts-quiet", false);
      place(key);
      tellOf(key);
    });
  }

  for (const type of ["pointerout", "focusout"]) {
    document.addEventListener(type, (event) => {
      if (!told.key || within(event, ".ts-key") !== told.key) return;
      clearTimeout(told.timer);
      told.timer = setTimeout(tellOf, STAY, null);
    });
  }

  // ---------------------------------------------------------------- Escape, and printing

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    root.toggleAttribute("data-ts-quiet", true);
    const form = within(event, ".ts-filter");
    if (form) clear(form);
  });

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".telemetry-spec details:not([open])")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });

  // ---------------------------------------------------------------- what needs this script

  /** Show what is hidden without it. By the attribute: sites have style sheets that let nothing else show it. */
  function wake(part) {
    for (const one of part.querySelectorAll(".ts-copy[hidden], .ts-filter[hidden]")) {
      one.hidden = false;
      if (!one.matches(".ts-filter")) continue;
      recall(one);
      globalThis.requestIdleCallback?.(() => indexOf(one));
    }
  }

  function start() {
    wake(document);
    arrive();
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) if (node instanceof Element) wake(node);
      }
    }).observe(document, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

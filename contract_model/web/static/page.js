// What the pages do beyond links and forms: the day under the slider is told while it is dragged, parts that come later keep their place,
// and what was opened stays open. Without it everything works by links and buttons.

(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // A request that a newer one replaces is no error.
  htmx.logger = (element, name, detail) => {
    if (name === "htmx:sendAbort" || name === "htmx:afterRequest") delete detail.error;
  };

  // While a part is on its way, what stood in its place stays there, so that nothing jumps.
  const kept = new Map();
  const opened = new Map();
  let focused = null;
  let typed = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "scenario") return;
    focused = document.activeElement === document.body ? null : document.activeElement.id;
    // Otherwise the browser would lay out both answers at once, to see what loses the keyboard. Where one writes, the cursor stays.
    if (document.activeElement.matches("[type=radio], [type=range], a, summary")) document.activeElement.blur();
    const line = document.getElementById("q");
    const begun = line && line.value !== line.defaultValue && event.detail.requestConfig?.elt?.id !== "question";
    typed = begun ? line.value : null; // a question that somebody has begun stays, whatever comes meanwhile
    kept.clear();
    for (const part of event.detail.target.querySelectorAll("section.part[id]")) kept.set(part.id, [...part.childNodes]);
    opened.clear();
    for (const details of event.detail.target.querySelectorAll("details[id]")) opened.set(details.id, details.open);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const part of document.querySelectorAll("section.part.coming:empty")) {
      const before = kept.get(part.id);
      if (before) {
        part.append(...before);
        part.classList.add("stale");
      }
    }
    for (const [id, open] of opened) {
      const details = document.getElementById(id);
      if (details && open) details.open = true;
    }
    if (typed !== null && document.getElementById("q")) document.getElementById("q").value = typed;
    typed = null;
    // The keyboard goes on where it was; where that is gone, from the verdict.
    if (focused === null || document.activeElement !== document.body) return;
    const there = focused ? document.getElementById(focused) : null;
    if (focused && !there && document.querySelector("section.part.coming")) return; // it may come with a part that is on its way
    (there ?? document.getElementById("verdict"))?.focus({ preventScroll: true });
    focused = null;
  });

  // That there was no answer is told until there is one again.
  const trouble = (there) => (document.getElementById("trouble").hidden = !there);
  document.addEventListener("htmx:sendError", () => trouble(true));
  document.addEventListener("htmx:responseError", () => trouble(true));
  document.addEventListener("htmx:beforeSwap", (event) => event.detail.shouldSwap && trouble(false));

  // The slider: the day and its verdict are told at once, and the answer follows.
  const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const epoch = 719163; // the number of 1 January 1970
  let waiting = 0;
  const told = (slider) => {
    const day = Number(slider.value);
    const said = words.format(new Date((day - epoch) * 86400000));
    let verdict = "";
    for (const span of document.querySelectorAll(".spans li[data-first]")) {
      const here = Number(span.dataset.first) <= day && day <= Number(span.dataset.last);
      span.classList.toggle("here", here);
      if (here) verdict = span.dataset.word;
    }
    slider.setAttribute("aria-valuetext", `${said}: ${verdict}`);
    document.getElementById("day-says").textContent = verdict ? `${said}: ${verdict.toLowerCase()}` : said;
  };
  const address = (form) => `/ask?${new URLSearchParams(new FormData(form))}`;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "day") return;
    told(event.target);
    if (waiting) return;
    waiting = window.setTimeout(() => {
      waiting = 0;
      const slider = document.getElementById("day");
      if (slider && slider.matches(":active")) htmx.ajax("GET", address(slider.form), { target: "#spread", select: "#spread", swap: "outerHTML" });
    }, 120);
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "day") return;
    window.clearTimeout(waiting);
    waiting = 0;
    htmx.ajax("GET", address(event.target.form), { target: "#scenario", swap: "outerHTML" });
  });

  // From border to border by Page Up and Page Down.
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "day" || !["PageUp", "PageDown"].includes(event.key)) return;
    event.preventDefault();
    const slider = event.target;
    const now = Number(slider.value);
    const borders = [...document.querySelectorAll("#borders option")].map((option) => Number(option.value));
    const next = event.key === "PageUp" ? borders.find((day) => day > now) : borders.findLast((day) => day < now);
    if (next === undefined) return;
    slider.value = next;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // A whole question that was chosen from the list is asked.
  document.addEventListener("input", (event) => {
    if (event.target.id !== "q" || event.inputType !== "insertReplacementText") return;
    const whole = [...event.target.list.options].some((option) => option.value === event.target.value && "whole" in option.dataset);
    if (whole) event.target.form.requestSubmit();
  });

  // The list of contracts closes when something else is clicked, or with Escape.
  document.addEventListener("click", (event) => {
    for (const chooser of document.querySelectorAll(".chooser[open]")) if (!chooser.contains(event.target)) chooser.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const chooser of document.querySelectorAll(".chooser[open]")) chooser.open = false;
  });
})();

// Small helpers; everything on the page hangs on the one name DA.
"use strict";
window.DA = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const listeners = {};

  function fill(el, attrs, children) {
    for (const [name, value] of Object.entries(attrs || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") el.textContent = value;
      else if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
      else if (name in el && (name === "value" || name === "checked" || name === "disabled" || name === "hidden")) el[name] = value;
      else el.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(3)) if (child !== null && child !== undefined && child !== false) el.append(child);
    return el;
  }
  const h = (tag, attrs, ...children) => fill(document.createElement(tag), attrs, children);
  const s = (tag, attrs, ...children) => fill(document.createElementNS(SVG, tag), attrs, children);
  const byId = (id) => document.getElementById(id);
  function empty(el) { while (el.firstChild) el.firstChild.remove(); return el; }
  function set(el, attrs) { for (const [name, value] of Object.entries(attrs)) el.setAttribute(name, value); return el; }

  function on(what, deed) { (listeners[what] ||= []).push(deed); }
  function emit(what, ...told) { for (const deed of listeners[what] || []) deed(...told); }

  // numbers for people: a minus sign that is one, no needless digits
  function num(x, digits = 2) {
    if (x === null || x === undefined || Number.isNaN(x)) return "–";
    const text = Math.abs(x).toFixed(digits);
    return (x < 0 && Number(text) !== 0 ? "−" : "") + text;
  }
  const pct = (x, digits = 0) => (x === null || x === undefined ? "–" : `${num(100 * x, digits)} %`);
  const signed = (x, digits = 2) => (x > 0 ? "+" : "") + num(x, digits);
  const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
  const plain = (name) => name.replaceAll("_", " ").replaceAll("-", " ");
  const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  function dayOf(head, week) {
    const [y, m, d] = head.scenario.start.split("-").map(Number);
    return new Date(Date.UTC(y, m - 1, d + week * head.scenario.step_days));
  }
  const dateOf = (head, week) => {
    const day = dayOf(head, week);
    return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
  };
  const unitOf = (head) => (head.scenario.step_days === 7 ? "week" : "step");

  function mix(one, other, share) {
    const parse = (c) => [1, 3, 5].map((at) => parseInt(c.slice(at, at + 2), 16));
    const [a, b] = [parse(one), parse(other)];
    return "#" + a.map((x, k) => Math.round(x + (b[k] - x) * share).toString(16).padStart(2, "0")).join("");
  }
  // grey to green: a scale of its own, no colour of a side or of a move; every step stands out from the ground
  const SCALES = {
    light: ["#8a8780", "#6f8a63", "#4a8150", "#23703f", "#0a4f2c"],
    dark: ["#77736c", "#85906f", "#86b07c", "#8ed09a", "#a8f5bd"],
  };
  // and a broken line is distrust, for whoever sees no colour
  function trustDash(x, width) {
    if (x === null || x === undefined || x >= 2 / 3) return "none";
    return x < 1 / 3 ? `${(5 + 1.4 * width).toFixed(1)} ${(4 + 0.4 * width).toFixed(1)}` : `${(14 + 4 * width).toFixed(1)} ${(3 + 0.3 * width).toFixed(1)}`;
  }
  const theme = () => document.documentElement.dataset.theme;
  function trustColour(x) {
    if (x === null || x === undefined) return "var(--tie)";
    const stops = SCALES[theme()];
    const at = clamp(x, 0, 1) * (stops.length - 1);
    const k = Math.min(Math.floor(at), stops.length - 2);
    return mix(stops[k], stops[k + 1], at - k);
  }

  // what the pointer or the focus rests on explains itself
  let owner = null;
  function hideTip() { byId("tip").hidden = true; owner = null; }
  function showTip(el, event) {
    const told = el.daTip();
    if (!told) return;
    owner = el;
    const tip = empty(byId("tip"));
    tip.append(h("strong", { text: told.title }), h("p", { text: told.text }));
    if (told.rule) tip.append(h("p", { class: "rule", text: `Rule: ${told.rule} in docs/odd.md` }));
    tip.hidden = false;
    const box = el.getBoundingClientRect();
    const at = event && event.clientX !== undefined && event.type !== "focusin" ? [event.clientX, event.clientY] : [box.left + box.width / 2, box.bottom];
    const size = tip.getBoundingClientRect();
    tip.style.left = `${clamp(at[0] + 12, 8, Math.max(8, innerWidth - size.width - 8))}px`;
    const below = at[1] + 16 + size.height < innerHeight;
    tip.style.top = `${below ? at[1] + 16 : Math.max(8, at[1] - size.height - 12)}px`;
  }
  // one set of listeners for the whole page: marks come and go at every step, and an SVG element with a listener of
  // its own for focus would become a stop for Tab
  function tip(el, tell) {
    el.daTip = typeof tell === "function" ? tell : () => tell;
    return el;
  }
  function tipped(event) {
    for (let el = event.target; el && el !== document; el = el.parentNode) if (el.daTip) return el;
    return null;
  }
  for (const what of ["pointerover", "pointermove", "click", "focusin"]) {
    document.addEventListener(what, (event) => {
      if (what === "pointermove" && event.pointerType === "touch") return;
      const el = tipped(event);
      // on a phone what opens something opens it, and is not covered by what it means
      if (what === "click" && el && small() && el.matches("[role=button], button")) { hideTip(); return; }
      if (el) showTip(el, event);
      else if (what !== "focusin") hideTip();
    });
  }
  document.addEventListener("focusout", hideTip);

  // a group is one stop for Tab; the arrows, Home and End move within it
  function rove(root, selector) {
    const all = () => [...root.querySelectorAll(selector)].filter((el) => el.style.display !== "none");
    const mark = (here) => all().forEach((el) => el.setAttribute("tabindex", el === here ? "0" : "-1"));
    root.addEventListener("keydown", (event) => {
      const items = all();
      const at = items.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const next = items[(to + items.length) % items.length];
      mark(next);
      next.focus();
    });
    root.addEventListener("focusin", (event) => { if (all().includes(event.target)) mark(event.target); });
    // Chromium makes an SVG element that listens for the focus a stop for Tab; this one is none
    if (root instanceof SVGElement) root.setAttribute("tabindex", "-1");
    const refresh = () => { const items = all(); mark(items.find((el) => el.getAttribute("tabindex") === "0") || items[0]); };
    refresh();
    return refresh;
  }
  const tipOwner = () => owner;

  function say(text) { byId("live").textContent = text; }
  // what went wrong is told until it is closed, something goes right, or nobody can be reading it any more
  let noted = 0;
  function note(text, kind = "") {
    const box = byId("notes");
    clearTimeout(noted);
    box.hidden = !text;
    box.className = `notes ${kind}`;
    empty(box);
    if (text) box.append(h("span", { text }), h("button", { type: "button", class: "plain", "aria-label": "Close this message", onclick: () => note("") , text: "×" }));
    if (text && kind === "bad") noted = setTimeout(() => { if (!box.querySelector("button:nth-of-type(2)")) note(""); }, 20000);
  }
  const small = () => innerWidth <= 860;

  return { h, s, byId, empty, set, on, emit, num, pct, signed, clamp, plain, capital, dayOf, dateOf, unitOf, MONTHS, trustColour, trustDash, theme, tip, hideTip, tipOwner, rove, say, note, small };
})();

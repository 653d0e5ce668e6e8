// The keyboard, and the help that lists it.
"use strict";
DA.KEYS = [
  ["Space", "play or pause"], ["← →", "a week back or on"], ["Page up, page down", "ten weeks back or on"], ["Home, End", "first or last week"],
  ["[ ]", "chapter back or on"], ["+ −", "faster or slower; slowest: as a story"], ["1 to 7", "open a panel"], ["a", "next actor"], ["d", "light or dark"], ["l", "large, for a room"], ["s", "save or pass on"], ["o", "lessons"], ["?", "this list"], ["Esc", "close it"],
];
DA.keyboard = (tabs) => {
  const dialog = DA.byId("keys");
  dialog.append(DA.h("h2", { id: "keys-title", text: "Keys" }), DA.h("dl", {}, DA.KEYS.map(([key, text]) => DA.h("div", {}, DA.h("dt", {}, DA.h("kbd", { text: key })), DA.h("dd", { text })))), DA.h("p", { class: "faint", text: "Rest the pointer on any mark, or reach it with Tab, to read what it means and which rule stands behind it. Click an actor to see why it did what it did." }), DA.h("button", { type: "button", text: "Close", onclick: () => dialog.close() }));
  DA.byId("help").addEventListener("click", () => dialog.showModal());
  const paces = [DA.STORY, ...DA.SPEEDS];
  const speed = (by) => DA.setSpeed(paces[DA.clamp(paces.indexOf(DA.state.speed) + by, 0, paces.length - 1)]);
  const go = (week) => { DA.stop(); DA.seek(week); };
  const nextActor = () => {
    const { actors, leads } = DA.state.arms[0].head;
    const here = actors.map((_, i) => i).filter((i) => actors[i].here);
    DA.choose(here[(here.indexOf(DA.state.actor ?? leads[0]) + (DA.state.actor === null ? 0 : 1)) % here.length]);
  };
  const deeds = {
    " ": () => DA.toggle(), ArrowLeft: () => go(DA.state.week - 1), ArrowRight: () => go(DA.state.week + 1), PageUp: () => go(DA.state.week - 10), PageDown: () => go(DA.state.week + 10),
    Home: () => go(0), End: () => go(DA.lastWeek()), "+": () => speed(1), "=": () => speed(1), "-": () => speed(-1), a: nextActor, d: () => DA.byId("theme").click(), l: () => DA.byId("lecture").click(), s: () => DA.byId("share").click(), o: () => DA.byId("lessons").click(), "[": () => DA.toChapter(-1), "]": () => DA.toChapter(1), "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { DA.hideTip(); return; }
    const place = event.target;
    if (place.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea")) return;
    if (place.matches?.("input[type=range]") && place.id !== "slide") return;
    if (event.key === " " && place.matches?.("button, summary, input, [role=button], [role=option]")) return;
    const digit = Number(event.key);
    if (digit >= 1 && tabs.names[digit - 1]) { tabs.open(tabs.names[digit - 1]); return; }
    const deed = deeds[event.key];
    if (!deed || !DA.state.arms.length) return;
    event.preventDefault();
    deed();
  });
};

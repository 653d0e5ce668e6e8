// Passing on what is on the page: a link, a replay, a picture, a table. No picture leaves without its caption.
"use strict";
DA.share = {};
DA.share.name = (what) => {
  const { head } = DA.state.arms[0];
  return `${head.scenario.name ?? "run"}-${head.seed ?? "game"}${head.run ? `-${head.run}` : ""}${what}`.replace(/[^\w.-]+/g, "-");
};
DA.share.give = (name, type, data) => {
  const url = URL.createObjectURL(data instanceof Blob ? data : new Blob([data], { type }));
  const link = DA.h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
};
// a copy of a drawing that needs no style sheet any more
DA.share.LOOK = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-size", "font-weight", "font-family", "text-anchor", "paint-order", "display", "visibility"];
DA.share.still = (svg) => {
  const copy = svg.cloneNode(true);
  const [from, to] = [svg, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  from.forEach((el, k) => {
    const look = getComputedStyle(el);
    to[k].setAttribute("style", DA.share.LOOK.map((name) => `${name}:${look.getPropertyValue(name)}`).join(";"));
    for (const name of [...DA.share.LOOK, "tabindex", "role", "aria-label", "aria-hidden", "class"]) to[k].removeAttribute(name);
  });
  return copy;
};
DA.share.wrapped = (text, letters) => {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    if (lines[lines.length - 1].length + word.length + 1 > letters && lines[lines.length - 1]) lines.push("");
    lines[lines.length - 1] += `${lines[lines.length - 1] ? " " : ""}${word}`;
  }
  return lines;
};
// title, date and story above, the drawings, and under them what it is and what it is not
DA.share.picture = () => {
  const { arms, week } = DA.state;
  const look = getComputedStyle(document.body);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const pairs = DA.byId("pairs");
  const boards = pairs && !pairs.hidden ? [...pairs.querySelectorAll("svg.dots")] : [...document.querySelectorAll(".network"), ...document.querySelectorAll(".lanes")];
  const wide = Math.max(720, ...boards.map((svg) => svg.getBoundingClientRect().width)) + 48;
  const parts = [];
  let y = 20;
  const text = (words, size, weight = 400, fill = "--ink") => {
    for (const line of DA.share.wrapped(words, Math.floor((wide - 48) / (0.52 * size)))) {
      y += size * 1.3;
      parts.push(DA.s("text", { x: 24, y, "font-size": size, "font-weight": weight, fill: colour(fill), text: line }));
    }
  };
  const { head } = arms[0];
  text(head.scenario.title, 22, 700);
  text(`${DA.capital(DA.unitOf(head))} ${week + 1} of ${DA.lastWeek() + 1}, ${DA.dateOf(head, week)}`, 16, 600);
  if (pairs && !pairs.hidden) text(pairs.querySelector(".sentence").textContent, 16);
  else for (const [k, arm] of arms.entries()) text(`${arms.length > 1 ? (k ? "Right: " : "Left: ") : ""}${arm.weeks[DA.weekOf(arm)].s}`, 15);
  for (const svg of boards) {
    const box = svg.getBoundingClientRect();
    if (svg.classList.contains("lanes")) text(`${DA.byId("lane").value}: ${document.querySelector(".series .key .unit").textContent} (${head.scenario.sides.A.label} orange, ${head.scenario.sides.B.label} blue)`, 14, 600);
    const copy = DA.share.still(svg);
    DA.set(copy, { x: 24, y: y + 12, width: box.width, height: box.height });
    parts.push(copy);
    y += box.height + 16;
  }
  text(DA.standing(arms[0]), 14, 600);
  y += 18;
  const root = DA.s("svg", { xmlns: "http://www.w3.org/2000/svg", width: Math.ceil(wide), height: Math.ceil(y), viewBox: `0 0 ${Math.ceil(wide)} ${Math.ceil(y)}`, "font-family": look.fontFamily }, DA.s("title", { text: DA.standing(arms[0]) }), DA.s("rect", { width: "100%", height: "100%", fill: colour("--ground") }), parts);
  return { text: new XMLSerializer().serializeToString(root), width: Math.ceil(wide), height: Math.ceil(y) };
};
DA.share.svg = () => DA.share.give(DA.share.name(`-week-${DA.state.week + 1}.svg`), "image/svg+xml", DA.share.picture().text);
DA.share.png = async () => {
  const { text, width, height } = DA.share.picture();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = DA.h("canvas", { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
  canvas.toBlob((blob) => DA.share.give(DA.share.name(`-week-${DA.state.week + 1}.png`), "image/png", blob), "image/png");
};
// every number of the whole dispute by week, one row a week and run; each row says what it is
DA.share.table = () => {
  const { arms } = DA.state;
  const names = arms[0].head.layout.filter(([, i, j]) => i < 0 && j < 0).map(([name]) => name);
  const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const rows = arms.flatMap((arm, k) => arm.weeks.map((_, week) => [arm.head.scenario.name ?? "", arm.head.seed ?? "", arm.head.run, arms.length > 1 ? (k ? "right" : "left") : "one", week + 1, DA.dateOf(arm.head, week), ...names.map((name) => arm.get(week, name) ?? ""), "simulated; no forecast"]));
  return [["scenario", "seed", "run", "which", DA.unitOf(arms[0].head), "date", ...names, "note"], ...rows].map((row) => row.map(quoted).join(",")).join("\n").concat("\n");
};
DA.share.csv = () => DA.share.give(DA.share.name(".csv"), "text/csv", DA.share.table());
DA.share.link = async () => {
  if (DA.live && !DA.state.seat) history.replaceState(null, "", DA.address.text());
  try { await navigator.clipboard.writeText(location.href); DA.share.told("The link is copied; it opens this scenario, luck, change, week and panel."); } catch { DA.share.told(`Copy the address of the page: ${location.href}`); }
};
DA.share.told = (text) => { const place = DA.byId("share-state"); if (place) place.textContent = text; };
DA.share.build = (replayed) => {
  const dialog = DA.byId("sharing");
  const item = (id, text, more, deed) => DA.h("li", {}, DA.h("button", { id, type: "button", text, onclick: deed }), DA.h("span", { class: "faint", text: more }));
  const list = DA.h("ul", { class: "share" },
    item("share-png", "Picture (PNG)", "network and curve of this week, with their caption", () => DA.share.png().then(() => DA.share.told("Saved."), () => DA.share.told("The picture could not be drawn; take SVG."))),
    item("share-svg", "Drawing (SVG)", "the same, to be edited or printed", () => { DA.share.svg(); DA.share.told("Saved."); }),
    item("share-csv", "Table (CSV)", "every number of the dispute, week by week", () => { DA.share.csv(); DA.share.told("Saved."); }),
    replayed ? null : item("share-replay", "Replay (HTML)", "this run, or pair, as one file that opens anywhere", () => { DA.share.told("Playing the run to its end …"); DA.live.send({ do: "save", what: "replay" }); }),
    item("share-link", "Link", "the address of just this: luck, changes, week, panel", DA.share.link));
  dialog.append(DA.h("h2", { id: "sharing-title", text: "Save or pass on" }), DA.h("p", { text: "What you save carries its caption: one possible course under stated assumptions, no forecast." }), list, DA.h("p", { id: "share-state", role: "status", class: "lead" }), DA.h("button", { type: "button", text: "Close", onclick: () => dialog.close() }));
  DA.byId("share").addEventListener("click", () => { if (DA.state.arms.length && DA.known()) { DA.stop(); DA.share.told(""); dialog.showModal(); } });
  if (replayed) return;
  DA.live.handlers.saved = (said) => { DA.share.give(said.name, said.type, said.text); DA.share.told(`Saved as ${said.name}.`); };
  DA.on("error", (said) => { if (said.re === "save") DA.share.told(said.text); });
};

// A thousand pairs of runs with the same luck: two rows of a hundred dots by outcome, and the flow between them.
"use strict";
DA.OUTCOMES = {
  "victory of A": ["o-a", "M-4,-4H4V4H-4Z"], "victory of B": ["o-b", "M-4,-4H4V4H-4Z"], "settlement held": ["o-deal", "M0,-4.6A4.6,4.6 0 1 1 -.1,-4.6Z"],
  "settlement untried": ["o-deal", "M0,-4.6A4.6,4.6 0 1 1 -.1,-4.6ZM0,-2.6A2.6,2.6 0 1 0 .1,-2.6Z"], "settlement relapsed": ["o-relapse", "M0,-4.6A4.6,4.6 0 1 1 -.1,-4.6ZM0,-2A2,2 0 1 0 .1,-2Z"], ceasefire: ["o-cease", "M0,-5.5L5,0L0,5.5L-5,0Z"],
  "formal talks only": ["o-talks", "M0,-5L5,4L-5,4Z"], "early discussions only": ["o-early", "M0,5L5,-4L-5,-4Z"], "no contact": ["o-none", "M-5,-1.6H5V1.6H-5Z"],
};
// parts of a whole of `whole`, by largest remainder
DA.shareOut = (counts, whole) => {
  const sum = counts.reduce((one, other) => one + other, 0) || 1;
  const exact = counts.map((count) => (whole * count) / sum);
  const parts = exact.map(Math.floor);
  const order = exact.map((x, k) => [x - Math.floor(x), k]).sort((one, other) => other[0] - one[0]);
  for (let k = 0, left = whole - parts.reduce((one, other) => one + other, 0); k < left; k += 1) parts[order[k % order.length][1]] += 1;
  return parts;
};
DA.changeWords = (change, arm = DA.state.arms[0]) => {
  const name = (label) => arm?.called(label) ?? label;
  const near = (value) => Number(Number(value).toPrecision(3));
  return [
    ...(change.without ?? []).map((label) => `without ${name(label)}`),
    ...Object.entries(change.policies ?? {}).map(([label, policy]) => `with ${name(label)} choosing by “${policy}”`),
    ...Object.entries({ ...change.parameters, ...change.settings }).map(([what, value]) => `with ${DA.plain(what.replace("actors.", ""))} at ${near(value)}`),
  ].join(", ") || "with the scenario as it is";
};
// one sentence with everything in it that a reader needs: how often, how sure, out of how many
DA.pairsSentence = (said) => {
  const { text, base, changed, difference, low, high, same } = said.question;
  const per = ([k, n]) => Math.round((100 * k) / Math.max(1, n));
  const words = DA.changeWords(said.change ?? {});
  const [least, most] = [low, high].map((x) => 100 * x);
  const points = DA.num(100 * Math.abs(difference), Math.abs(difference) < 0.095 ? 1 : 0);
  const sure = least > 0 || most < 0;
  const range = `95 % interval ${DA.signed(least, 1)} to ${DA.signed(most, 1)}`;
  const effect = sure ? `${points} ${difference > 0 ? "more" : "fewer"} in a hundred (${range})` : `a difference that ${DA.num(base[1], 0)} pairs cannot tell from none (${range})`;
  return `${DA.capital(text)} in ${per(base)} of 100 courses as they are, and in ${per(changed)} of 100 ${words}: ${effect}. ${Math.round(100 * same)} of 100 pairs with the same luck answer alike.`;
};
DA.pairsTold = (said) => [DA.pairsSentence(said), DA.h("span", { class: "sources", text: DA.sourcesSentence(said.question) })];
// what makes the interval wide: the dice, or that nobody knows the numbers of the model exactly
DA.sourcesSentence = ({ sets, between, luck }) => {
  if (!sets || luck === null) return "";
  const dice = Math.round(100 * luck);
  const points = DA.num(100 * between, 1);
  return ` The interval is ${dice} % luck of the dice, which more pairs would lessen, and ${100 - dice} % that nobody knows the model's numbers exactly: ${sets} sets of them take turns, and from set to set the difference varies by ${points} (standard deviation).`;
};
DA.PAIRS_CAVEAT = "This is what follows from the model's assumptions, no forecast of any war.";

DA.pairs = { id: 0, found: null, waiting: null, key: "" };
// the setup that the pairs belong to; another run of it is still the same setup
DA.pairs.keyOf = () => { const { scenario, seed, steps, added } = DA.setup; return JSON.stringify([scenario, seed, steps, added, DA.live?.changes()]); };
DA.pairs.ask = (change, { n = 1000, question = "talks" } = {}) => {
  DA.pairs.id += 1;
  Object.assign(DA.pairs, { key: DA.pairs.keyOf(), waiting: { change, question, n } });
  DA.live.send({ do: "pairs", change, n, question, id: DA.pairs.id });
  DA.emit("pairs-asked");
};
// a file tells of the pairs that it brings
DA.pairs.tell = (change, name) => {
  const said = DA.state.answers.find((one) => JSON.stringify(one.change) === JSON.stringify(change));
  if (said) DA.emit("pairs", { ...said, question: said.questions.find((one) => one.name === name) });
};
// called by the live page once there is a line to the server
DA.pairs.listen = () => {
  DA.live.handlers.pairs = (said) => {
    if (said.id !== undefined && said.id !== DA.pairs.id) return;
    DA.pairs.waiting = null;
    if (DA.pairs.key !== DA.pairs.keyOf()) return;
    DA.pairs.found = said;
    DA.emit("pairs", said);
  };
  DA.on("error", (said) => { if (said.re === "pairs") { DA.pairs.waiting = null; DA.emit("pairs-failed", said); } });
};

// a hundred dots stand for all pairs: [{i, j, run}], each with a run that is one of its kind
DA.hundred = (said) => {
  const cells = said.flow.filter(([, , count]) => count > 0);
  const parts = DA.shareOut(cells.map(([, , count]) => count), 100);
  return cells.flatMap(([i, j], c) => {
    const runs = said.pairs.filter(([, a, b]) => a === i && b === j).map(([run]) => run);
    return Array.from({ length: parts[c] }, (_, m) => ({ i, j, run: runs[Math.floor((m * runs.length) / parts[c])] }));
  });
};
DA.PairsFigure = class {
  // `open` is called with the run of a pair, or is null where no pair can be opened
  constructor(said, open = null) {
    Object.assign(this, { said, open });
    this.dots = DA.hundred(said);
    this.svg = DA.s("svg", { class: "dots", role: "group", "aria-label": `${this.summary()} Two rows of a hundred dots, by how the course ends.` });
    this.root = DA.h("figure", { class: "pairs-figure" }, DA.h("figcaption", {}, DA.h("p", { text: this.summary() })), this.svg, this.legend());
    new ResizeObserver(() => this.draw()).observe(this.root);
  }
  summary() {
    const differ = this.dots.filter(({ i, j }) => i !== j).length;
    return differ ? `${100 - differ} of 100 pairs end the same; these ${differ} differ.` : "All of 100 pairs end the same.";
  }
  legend() {
    const { classes } = this.said;
    const met = classes.map((_, i) => i).filter((i) => this.dots.some((dot) => dot.i === i || dot.j === i));
    const count = (i, key) => this.dots.filter((dot) => dot[key] === i).length;
    return DA.h("ul", { class: "legend outcomes-legend" }, met.map((i) => DA.h("li", {}, DA.s("svg", { viewBox: "-7 -7 14 14", width: 15, height: 15, "aria-hidden": "true" }, DA.s("path", { class: this.kind(i)[0], d: this.kind(i)[1] })), `${DA.outcomeName(classes[i])} `, DA.h("b", { text: `${count(i, "i")} → ${count(i, "j")}` }))));
  }
  kind(i) { return DA.OUTCOMES[this.said.classes[i]] ?? ["o-none", "M-3,-3H3V3H-3Z"]; }
  draw() {
    const width = Math.floor(this.root.clientWidth);
    if (width < 60 || width === this.wide) return;
    this.wide = width;
    const perLine = width >= 760 ? 100 : width >= 420 ? 50 : 25;
    const step = width / perLine;
    const lines = 100 / perLine;
    const tall = perLine === 100 ? 26 : DA.clamp(step * 1.5, 13, 24);
    const flow = width < 500 || innerHeight < 800 ? 70 : 110;
    const head = 20;
    const height = 2 * (lines * tall + head) + flow;
    DA.set(DA.empty(this.svg), { viewBox: `0 0 ${width} ${height}`, height });
    const at = (k, top) => ({ x: (k % perLine) * step + step / 2, y: top + Math.floor(k / perLine) * tall + tall / 2 });
    const first = this.dots.map((_, k) => k).sort((p, q) => this.dots[p].i - this.dots[q].i || this.dots[p].j - this.dots[q].j);
    const second = this.dots.map((_, k) => k).sort((p, q) => this.dots[p].j - this.dots[q].j || this.dots[p].i - this.dots[q].i);
    const from = new Map(first.map((k, place) => [k, at(place, head)]));
    const low = head + lines * tall + flow;
    const to = new Map(second.map((k, place) => [k, at(place, low)]));
    const ribbons = DA.s("g", { class: "flow", "aria-hidden": "true" });
    for (const [k, dot] of this.dots.entries()) {
      const [a, b] = [from.get(k), to.get(k)];
      const [y0, y1] = [head + lines * tall, low];
      const middle = (y0 + y1) / 2;
      ribbons.append(DA.s("path", { class: dot.i === dot.j ? "same" : `differs ${this.kind(dot.j)[0]}`, d: `M${a.x.toFixed(1)},${y0}C${a.x.toFixed(1)},${middle} ${b.x.toFixed(1)},${middle} ${b.x.toFixed(1)},${y1}` }));
    }
    const label = (text, y) => DA.s("text", { class: "row-name", x: 0, y, text });
    this.svg.append(ribbons, label("as it is", 14), label(DA.changeWords(this.said.change ?? {}), height - 5), this.row(first, from, step, tall, "i"), this.row(second, to, step, tall, "j"));
  }
  row(order, places, step, tall, key) {
    const size = DA.clamp(step / 10, 0.75, 1.5);
    const group = DA.s("g", { class: "row-of-dots", role: "group", "aria-label": key === "i" ? "As it is" : "With the change" });
    for (const k of order) {
      const dot = this.dots[k];
      const { x, y } = places.get(k);
      const [colour, d] = this.kind(dot[key]);
      const names = [dot.i, dot.j].map((c) => DA.outcomeName(this.said.classes[c]));
      const text = dot.i === dot.j ? `${names[0]} in both` : `${names[0]} as it is, ${names[1]} with the change`;
      const mark = DA.s("g", { class: `dot-mark${dot.i === dot.j ? "" : " differs"}`, transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`, tabindex: "-1", role: this.open ? "button" : "img", "aria-label": `${DA.capital(text)}, run ${dot.run}${this.open ? ": open this pair" : ""}` }, DA.s("rect", { x: -step / 2, y: -tall / 2, width: step, height: tall, fill: "transparent" }), DA.s("path", { class: colour, d, transform: `scale(${size.toFixed(2)})` }));
      DA.tip(mark, { title: DA.capital(text), text: `Run ${dot.run} stands for its like among ${this.said.n} pairs.${this.open ? " Click to watch this pair side by side." : ""}`, rule: "" });
      if (this.open) {
        const go = () => this.open(dot.run);
        mark.addEventListener("click", go);
        mark.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); go(); } });
      }
      group.append(mark);
    }
    if (this.open) DA.rove(group, ".dot-mark");
    return group;
  }
};
// who did what else first, in how many of the pairs
DA.firstTable = (said, open) => {
  const { called } = DA.state.arms[0];
  const named = (deed) => (deed ? `${DA.plain(deed.move)}${deed.target ? ` → ${called(deed.target)}` : ""}${deed.answer ? ` (${deed.answer})` : ""}` : "nothing");
  const rows = (said.first ?? []).slice(0, 6);
  if (!rows.length) return null;
  return DA.h("section", {}, DA.h("h3", { text: "Who did what else first" }), DA.h("ul", { class: "firsts" }, rows.map((row) => DA.h("li", {},
    DA.h("span", {}, DA.h("b", { text: called(row.actor) || "Events" }), `: ${named(row.changed)} instead of ${named(row.base)}`),
    DA.h("span", { class: "faint", text: ` in ${row.count} of ${said.n} pairs, usually in week ${row.week + 1} ` }),
    open && row.run !== undefined ? DA.h("button", { type: "button", class: "plain", text: "watch one", "aria-label": `Watch one pair in which ${called(row.actor)} first did otherwise`, onclick: () => open(row.run) }) : null))),
  said.alike ? DA.h("p", { class: "faint", text: `In ${said.alike} of ${said.n} pairs nobody did anything otherwise.` }) : null);
};

// Many runs in the background, where this one stands among them, and with a change beside them; every bar opens a run.
"use strict";
// the next run under a bar, so that pressing again opens another
DA.nextOf = (runs) => {
  const here = runs.indexOf(DA.state.arms[0]?.head.run);
  return runs[(here + 1) % runs.length];
};
DA.outcomeRows = (said, own) => {
  const two = said.beside?.outcomes;
  const all = [...said.outcomes, ...(two ?? [])];
  const most = Math.max(...all.map(({ high }) => high), 0.01);
  const bar = ({ count, low, high }, n, at, kind) => [DA.s("rect", { class: `share ${kind}`, x: 0, y: at, width: (100 * count) / Math.max(1, n) / most, height: two ? 6 : 12 }), DA.s("path", { class: "interval", d: `M${(100 * low) / most},${at + (two ? 3 : 6)}H${(100 * high) / most}` })];
  const played = said.runs - said.failed;
  const rows = said.outcomes.map((row, k) => {
    const share = row.count / Math.max(1, played);
    const other = two?.[k];
    const svg = DA.s("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true" }, bar(row, played, two ? 0 : 1, ""), other ? bar(other, said.beside.runs - said.beside.failed, 7, "other") : null);
    const name = DA.outcomeName(row.name);
    const label = DA.h("span", {}, row.runs?.length ? DA.h("button", { type: "button", class: "plain opens", tabindex: "-1", text: name, "aria-label": `${name}: ${row.count} of ${played} runs; open one of them`, onclick: () => DA.openRun(DA.nextOf(row.runs)) }) : name);
    const shares = [share, ...(other ? [other.count / Math.max(1, said.beside.runs - said.beside.failed)] : [])].map((x) => DA.pct(x, x < 0.1 ? 1 : 0)).join(" | ");
    return DA.h("li", { class: row.name === said.own ? "own" : "" }, label, svg, DA.h("span", { text: shares }), DA.h("span", { class: "mine", text: row.name === said.own ? `◀ ${own}` : "" }));
  });
  const list = DA.h("ul", { class: "outcomes", "aria-label": "How the runs ended" }, rows);
  DA.rove(list, ".opens");
  return list;
};
// bars that open nothing: what they count is not to be had from this page
DA.unopened = (said) => ({ ...said, outcomes: said.outcomes.map((row) => ({ ...row, runs: [] })), quantities: said.quantities.map((q) => ({ ...q, bins: [] })) });
DA.spreadOf = (q, other, said, own) => {
  const top = Math.max(...q.counts, ...(other?.counts ?? []), 1);
  const [low, high] = [q.edges[0], q.edges[q.edges.length - 1]];
  const near = (v) => DA.num(v, Number.isInteger(v) ? 0 : Math.abs(v) < 10 ? 2 : 1);
  const x = (v) => (100 * (DA.clamp(v, low, high) - low)) / (high - low || 1);
  const bars = q.counts.map((count, k) => {
    const runs = q.bins?.[k] ?? [];
    const place = { x: x(q.edges[k]), width: Math.max(0.5, x(q.edges[k + 1]) - x(q.edges[k]) - 0.4) };
    const drawn = DA.s("rect", { class: "share", ...place, y: 26 - (26 * count) / top, height: (26 * count) / top });
    if (!runs.length) return drawn;
    const go = () => DA.openRun(DA.nextOf(runs));
    const name = `${q.label} ${near(q.edges[k])} to ${near(q.edges[k + 1])}: ${count} runs`;
    const hit = DA.s("g", { class: "opens", role: "button", tabindex: "-1", "aria-label": `${name}; open one of them` }, DA.s("rect", { ...place, y: -4, height: 30, fill: "transparent" }), drawn);
    hit.addEventListener("click", go);
    hit.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); go(); } });
    return DA.tip(hit, { title: DA.capital(name), text: "Click to open one of them; again for the next.", rule: "" });
  });
  const outline = other ? DA.s("path", { class: "outline", d: `M${other.counts.map((count, k) => `${x(q.edges[k]).toFixed(1)},${(26 - (26 * count) / top).toFixed(1)}H${x(q.edges[k + 1]).toFixed(1)}`).join("L")}` }) : null;
  const svg = DA.s("svg", { viewBox: "0 -4 100 30", preserveAspectRatio: "none", role: "group", "aria-label": `Spread of ${q.label}` }, bars, outline, q.own === null ? null : DA.s("path", { class: "mine", d: `M${x(q.own)},-4V26` }));
  const more = q.below === null || q.equal === undefined || q.equal === null ? null : 1 - q.below - q.equal;
  const place = q.own === null ? `never in ${own}` : `${own}: ${near(q.own)}${q.below === null ? "" : `; ${DA.pct(q.below)} of the runs have less${more === null ? "" : `, ${DA.pct(Math.max(0, more))} more`}`}`;
  const usual = q.quantiles.length ? `usually ${near(q.quantiles[0])} to ${near(q.quantiles[2])}` : "";
  const beside = other?.quantiles.length ? `with the change ${near(other.quantiles[0])} to ${near(other.quantiles[2])}` : "";
  return DA.h("li", {}, DA.h("p", {}, DA.h("b", { text: DA.capital(q.label) }), q.unit ? DA.h("span", { class: "faint", text: ` (${q.unit})` }) : null), q.counts.length ? svg : null, DA.h("p", { class: "faint", text: [place, usual, beside, q.never ? `never in ${DA.pct(q.never / said.runs)}` : ""].filter(Boolean).join(" · ") }));
};
DA.crowdView = (said, { own = "this run" } = {}) => {
  const spreads = DA.h("ul", { class: "spreads", "aria-label": "How quantities are spread" }, said.quantities.map((q, k) => DA.spreadOf(q, said.beside?.quantities[k], said, own)));
  DA.rove(spreads, ".opens");
  const opens = said.outcomes.some(({ runs }) => runs?.length);
  return [
    DA.h("p", { class: "faint", text: `${said.runs} runs with other luck; whiskers: 95 % interval of the share${said.sets > 1 ? `, luck and the ${said.sets} sets of the model's numbers together` : " (Wilson)"}.${said.beside ? " Below each bar, and as an outline: with the change of the right run." : ""}${opens ? " Each bar opens one of its runs." : ""}${said.failed ? ` ${said.failed} failed.` : ""} ${DA.PAIRS_CAVEAT}` }),
    DA.outcomeRows(said, own), spreads,
  ];
};
DA.progressText = ({ stage, done }, runs = 1000) => ({
  compiling: "Compiling the model; this is done once and takes about half a minute. The page goes on meanwhile.",
  waiting: "Another tab is playing its runs; yours come next.",
  playing: `${done} of ${runs} runs played`,
})[stage];
DA.Crowd = class {
  constructor() {
    this.go = DA.h("button", { id: "crowd-go", type: "button", class: "main", text: "Play 1,000 runs", onclick: () => this.start() });
    this.bar = DA.h("progress", { max: 1000, value: 0, hidden: true });
    this.text = DA.h("span", { role: "status", id: "crowd-state" });
    this.found = DA.h("div", {});
    this.root = DA.h("div", { class: "crowd" }, DA.h("p", { text: "How would it go with other luck? The same setup is played a thousand times in the background by the compiled engine; this run is marked among them. The band in the time series then shows where nine in ten of the runs were." }), DA.h("p", { class: "row" }, this.go, this.bar, this.text), this.found);
    DA.on("begin", () => { if (!this.busy && this.key !== DA.pairs.keyOf()) { DA.empty(this.found); this.text.textContent = ""; } });
    DA.on("error", (said) => { if (said.re === "distribution") this.stop(); });
    DA.live.handlers.progress = (said) => {
      DA.emit("progress", said);
      if (said.for !== undefined && said.for !== "distribution") return;
      this.bar.hidden = said.stage !== "playing";
      this.bar.value = said.done;
      this.text.textContent = DA.progressText(said);
    };
    DA.live.handlers.distribution = (said) => {
      this.stop();
      const stale = this.key !== DA.pairs.keyOf() || DA.state.seat || said.seed !== DA.state.arms[0].head.seed;
      DA.empty(this.found).append(...(stale ? [DA.h("p", { class: "faint", text: "The run has changed since; play them again." })] : DA.crowdView(said)));
      if (!stale) {
        DA.state.band = said.bands;
        DA.emit("band");
      }
    };
  }
  start() {
    this.busy = true;
    this.go.disabled = true;
    this.key = DA.pairs.keyOf();
    this.text.textContent = "asked";
    DA.live.send({ do: "distribution", runs: 1000, ...(DA.setup.beside ? { beside: DA.setup.beside } : {}) });
  }
  stop() {
    this.busy = false;
    this.go.disabled = false;
    this.bar.hidden = true;
    this.text.textContent = "";
  }
};

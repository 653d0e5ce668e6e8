// Many runs in the background, and where this one stands among them.
"use strict";
DA.crowdView = (said, { own = "this run" } = {}) => {
  const most = Math.max(...said.outcomes.map(({ high }) => high), 0.01);
  const outcomes = said.outcomes.map(({ name, count, low, high }) => {
    const share = count / Math.max(1, said.runs - said.failed);
    const svg = DA.s("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true" }, DA.s("rect", { class: "share", x: 0, y: 1, width: (100 * share) / most, height: 12 }), DA.s("path", { class: "interval", d: `M${(100 * low) / most},7H${(100 * high) / most}` }));
    return DA.h("li", { class: name === said.own ? "own" : "" }, DA.h("span", { text: DA.outcomeName(name) }), svg, DA.h("span", { text: DA.pct(share, share < 0.1 ? 1 : 0) }), DA.h("span", { class: "mine", text: name === said.own ? `◀ ${own}` : "" }));
  });
  const spread = said.quantities.map((q) => {
    const top = Math.max(...q.counts, 1);
    const [low, high] = [q.edges[0], q.edges[q.edges.length - 1]];
    const x = (v) => (100 * (DA.clamp(v, low, high) - low)) / (high - low || 1);
    const svg = DA.s("svg", { viewBox: "0 -4 100 30", preserveAspectRatio: "none", "aria-hidden": "true" }, q.counts.map((count, k) => DA.s("rect", { class: "share", x: x(q.edges[k]), width: Math.max(0.5, x(q.edges[k + 1]) - x(q.edges[k]) - 0.4), y: 26 - (26 * count) / top, height: (26 * count) / top })), q.own === null ? null : DA.s("path", { class: "mine", d: `M${x(q.own)},-4V26` }));
    const place = q.own === null ? `never in ${own}` : `${own}: ${DA.num(q.own, Number.isInteger(q.own) ? 0 : 2)}${q.below === null ? "" : `, above ${DA.pct(q.below)} of the runs`}`;
    const usual = q.quantiles.length ? `usually ${DA.num(q.quantiles[0], Number.isInteger(q.quantiles[0]) ? 0 : 2)} to ${DA.num(q.quantiles[2], Number.isInteger(q.quantiles[2]) ? 0 : 2)}` : "";
    return DA.h("li", {}, DA.h("p", {}, DA.h("b", { text: DA.capital(q.label) }), q.unit ? DA.h("span", { class: "faint", text: ` (${q.unit})` }) : null), q.counts.length ? svg : null, DA.h("p", { class: "faint", text: [place, usual, q.never ? `never in ${DA.pct(q.never / said.runs)}` : ""].filter(Boolean).join(" · ") }));
  });
  return [
    DA.h("p", { class: "faint", text: `${said.runs} runs with other luck; whiskers: 95 % interval of the share (Wilson).${said.failed ? ` ${said.failed} failed.` : ""}` }),
    DA.h("ul", { class: "outcomes", "aria-label": "How the runs ended" }, outcomes),
    DA.h("ul", { class: "spreads", "aria-label": "How quantities are spread" }, spread),
  ];
};
// "victory of A" by the name of the side
DA.outcomeName = (name) => {
  const { sides } = DA.state.arms[0].head.scenario;
  return name.replace(/ of ([AB])$/, (_, side) => ` of ${sides[side].label}`);
};
DA.progressText = ({ stage, done }, runs) => ({
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
    DA.on("begin", () => { if (!this.busy) { DA.empty(this.found); this.text.textContent = ""; } });
    DA.on("error", (said) => { if (said.re === "distribution") this.stop(); });
    DA.live.handlers.progress = (said) => {
      this.bar.hidden = said.stage !== "playing";
      this.bar.value = said.done;
      this.text.textContent = DA.progressText(said, 1000);
      DA.emit("progress", said);
    };
    DA.live.handlers.distribution = (said) => {
      this.stop();
      const stale = this.asked !== JSON.stringify(DA.live.changes()) || DA.state.seat || said.seed !== DA.state.arms[0].head.seed;
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
    this.asked = JSON.stringify(DA.live.changes());
    this.text.textContent = "asked";
    DA.live.send({ do: "distribution", runs: 1000 });
  }
  stop() {
    this.busy = false;
    this.go.disabled = false;
    this.bar.hidden = true;
    this.text.textContent = "";
  }
};

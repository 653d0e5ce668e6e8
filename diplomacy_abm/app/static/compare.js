// The same luck twice: one pair side by side, and a thousand pairs that answer a question.
"use strict";
DA.Compare = class {
  constructor(replayed = false) {
    this.replayed = replayed;
    this.kind = DA.h("select", { id: "compare-kind", "aria-label": "What differs", onchange: () => this.choices() }, [["without", "without an actor"], ["policy", "an actor chooses otherwise"], ["parameter", "a number of the model"], ["scenario", "everything as the scenario has it"]].map(([value, text]) => DA.h("option", { value, text })));
    this.what = DA.h("select", { id: "compare-what", "aria-label": "Which" });
    this.how = DA.h("span", { class: "how" });
    this.question = DA.h("select", { id: "compare-question", "aria-label": "Question", onchange: () => { if (DA.pairs.found) this.ask(); } });
    this.sentence = DA.h("p", { class: "sentence", id: "pairs-sentence", role: "status" });
    this.more = DA.h("div", {});
    this.state = DA.h("div", {});
    const button = (id, text, deed, main = false) => DA.h("button", { id, type: "button", class: main ? "main" : "", text, onclick: deed });
    this.root = DA.h("div", { class: "compare" },
      DA.h("p", { text: "Both runs of a pair have the same luck: every draw of everybody is the same, so what differs comes from the change." }),
      replayed ? null : DA.h("p", { class: "row" }, DA.h("span", { text: "The change:" }), this.kind, this.what, this.how),
      replayed ? null : DA.h("p", { class: "row" }, DA.h("label", {}, "Question: ", this.question)),
      replayed ? null : DA.h("p", { class: "row" }, button("pairs-go", "Answer by 1,000 pairs", () => this.ask(), true), button("compare-go", "One pair side by side", () => this.go()), button("compare-end", "Back to one", () => this.end())),
      this.sentence, this.more, this.state);
    if (replayed) DA.on("pairs", (said) => this.told(said));
    else this.listen();
  }
  listen() {
    DA.on("pairs", (said) => this.told(said));
    DA.on("pairs-asked", () => { const { change } = DA.pairs.waiting; this.sentence.textContent = `${DA.capital(DA.changeWords(change))}: playing the pairs …`; this.sentence.classList.add("waits"); });
    DA.on("pairs-failed", (said) => { this.sentence.textContent = said.text; this.sentence.classList.remove("waits"); });
    DA.on("progress", (said) => { if (DA.pairs.waiting && said.for === "pairs") this.sentence.textContent = `${DA.capital(DA.changeWords(DA.pairs.waiting.change))}: ${DA.progressText(said, said.of)}`; });
    DA.on("hello", ({ questions = [["talks", "formal talks are held"]] }) => DA.empty(this.question).append(...questions.map(([value, text]) => DA.h("option", { value, text: DA.capital(text) }))));
  }
  build() {
    // another run of the same setup, or a pair of it, leaves the answer standing
    if (DA.pairs.found && DA.pairs.key === DA.pairs.keyOf()) return;
    DA.pairs.found = null;
    DA.empty(this.more);
    this.sentence.textContent = "";
    this.kind.value = this.others.length ? "without" : "policy";
    this.kind.options[0].disabled = !this.others.length;
    this.choices();
    DA.emit("pairs-gone");
  }
  get actors() {
    const { arms } = DA.state;
    return arms.length ? arms[0].head.actors.filter(({ here }) => here) : [];
  }
  // whom a war can do without
  get others() {
    const leads = DA.state.arms.length ? DA.state.arms[0].head.leads.map((i) => DA.state.arms[0].label(i)) : [];
    return this.actors.filter(({ label }) => !leads.includes(label)).sort((a, b) => b.seats.includes("mediator") - a.seats.includes("mediator"));
  }
  choices() {
    const kind = this.kind.value;
    const fill = (options) => DA.empty(this.what).append(...options.map(([value, text]) => DA.h("option", { value, text })));
    DA.empty(this.how);
    this.what.hidden = kind === "scenario";
    this.what.onchange = null;
    if (kind === "without") fill(this.others.map(({ label, name }) => [label, `${label} – ${name}`]));
    if (kind === "policy") {
      fill(this.actors.map(({ label, name }) => [label, `${label} – ${name}`]));
      const pick = DA.h("select", { "aria-label": "Policy" }, DA.live.hello.policies.map(([name]) => DA.h("option", { value: name, text: name })));
      // another than it has, so that something differs
      const usual = () => { const own = this.policyOf(this.what.value); pick.value = DA.live.hello.policies.map(([name]) => name).find((name) => name !== own); };
      this.what.onchange = usual;
      usual();
      this.how.append(pick);
    }
    if (kind === "parameter") this.numbers(fill);
  }
  policyOf(label) { return DA.setup.policies[label] ?? this.actors.find((actor) => actor.label === label)?.policy; }
  // a slider: while it moves the answer is played anew, roughly at first
  numbers(fill) {
    const rows = DA.live.hello.groups.flatMap(({ parameters }) => parameters);
    fill(rows.map(({ name, meaning }) => [name, `${DA.plain(name)} – ${meaning}`]));
    const slide = DA.h("input", { id: "compare-slide", type: "range", "aria-label": "Value on the right", step: "any" });
    const typed = DA.h("input", { type: "number", step: "any", "aria-label": "Value on the right, as a number" });
    const usual = () => {
      const row = rows.find(({ name }) => name === this.what.value);
      DA.set(slide, { min: row.from, max: row.to, step: Number(((row.to - row.from) / 100).toPrecision(1)) });
      DA.set(typed, { min: row.low, max: row.high });
      slide.value = typed.value = Number((row.value * 2 || row.to / 2).toPrecision(3));
    };
    const moved = () => {
      clearTimeout(this.later);
      this.sentence.textContent = `${DA.capital(DA.changeWords(this.change()))}: playing the pairs …`;
      this.later = setTimeout(() => { this.ask(200); this.later = setTimeout(() => this.ask(), 2500); }, 250);
    };
    slide.addEventListener("input", () => { typed.value = Number(Number(slide.value).toPrecision(4)); moved(); });
    typed.addEventListener("change", () => { slide.value = typed.value; moved(); });
    this.what.onchange = usual;
    usual();
    this.how.append(slide, typed);
  }
  change() {
    const what = this.what.value;
    if (this.kind.value === "scenario") return this.asScenario();
    if (this.kind.value === "without") return { without: [what] };
    if (this.kind.value === "policy") return { policies: { [what]: this.how.firstChild.value } };
    return { parameters: { [what]: Number(this.how.lastChild.value) } };
  }
  // the right run is the scenario's own: each change made so far is undone there
  asScenario() {
    const offer = DA.live.hello.scenarios.find(({ name }) => name === DA.setup.scenario);
    const rows = DA.live.hello.groups.flatMap(({ parameters }) => parameters);
    return {
      parameters: Object.fromEntries(Object.keys(DA.setup.parameters).map((name) => [name, offer.parameters[name] ?? rows.find((row) => row.name === name).value])),
      policies: Object.fromEntries(Object.keys(DA.setup.policies).map((label) => [label, offer.actors.find((actor) => actor.label === label)?.policy ?? "quantal"])),
    };
  }
  ask(n = 1000) { DA.pairs.ask(this.change(), { n, question: this.question.value || "talks" }); }
  told(said) {
    this.sentence.classList.remove("waits");
    DA.empty(this.sentence).append(...DA.pairsTold(said));
    DA.empty(this.more).append(DA.h("p", { class: "faint", text: `${said.question.caveat || DA.PAIRS_CAVEAT}${said.n < 1000 ? ` From ${said.n} pairs so far.` : ""}` }), DA.firstTable(said, this.replayed ? null : (run) => DA.openPair(run, said.change)) ?? "");
  }
  go() {
    DA.setup.beside = this.change();
    DA.live.begin();
    DA.emit("pairs-away");
  }
  end() {
    DA.setup.beside = null;
    DA.live.begin();
  }
  update() {
    const { arms, parting } = DA.state;
    const root = DA.empty(this.state);
    DA.byId("compare-end")?.toggleAttribute("disabled", arms.length < 2);
    if (this.replayed) root.append(...DA.state.answers.map(({ change, n }) => DA.h("p", { class: "row" }, DA.h("button", { type: "button", class: "main", text: `${n.toLocaleString("en")} pairs ${DA.changeWords(change)}`, onclick: () => DA.pairs.tell(change, "talks") }))));
    if (arms.length < 2) return;
    const unit = DA.unitOf(arms[0].head);
    root.append(DA.h("p", { class: "lead", id: "parting", text: parting === null ? `So far the two histories are one: nobody who is in both has acted otherwise.` : `The two histories part in ${unit} ${parting + 1} (${DA.dateOf(arms[0].head, parting)}).` }));
    if (parting !== null) root.append(DA.h("button", { type: "button", text: "Go there", onclick: () => { DA.stop(); DA.seek(parting); } }));
    const at = arms.map(DA.weekOf);
    const [A, B] = ["A", "B"].map((side) => arms[0].sideName(side));
    const rows = [["talk track (0 to 5)", "track", 0], ["fighting (0 to 1)", "intensity", 2], [`ground held by ${A}`, "front", 3], [`trust of ${A} in ${B}`, "trust_ab", 2], [`trust of ${B} in ${A}`, "trust_ba", 2], [`strength of ${A}`, "cap_a", 2], [`strength of ${B}`, "cap_b", 2], ["zone of a deal (stakes)", "zone", 3]];
    root.append(DA.h("table", { class: "plain" }, DA.h("thead", {}, DA.h("tr", {}, [`this ${unit}`, "left", "right", "right − left"].map((text) => DA.h("th", { scope: "col", text })))), DA.h("tbody", {}, rows.map(([text, name, digits]) => {
      const [a, b] = arms.map((arm, k) => arm.get(at[k], name));
      return DA.h("tr", {}, DA.h("th", { scope: "row", text }), DA.h("td", { text: DA.num(a, digits) }), DA.h("td", { text: DA.num(b, digits) }), DA.h("td", { text: DA.signed(b - a, digits) }));
    }))));
    for (const [k, arm] of arms.entries()) {
      const end = arm.weeks[arm.weeks.length - 1]?.z;
      if (end && DA.state.over && at[k] === arm.weeks.length - 1) root.append(DA.h("p", {}, DA.h("b", { text: k ? "Right: " : "Left: " }), DA.outcomeName(end.outcome)));
    }
    root.append(DA.h("p", { class: "faint", text: `One pair is a story, no effect: ${this.replayed ? "many pairs on the live page tell how large the change is." : "the thousand pairs above tell how large the change is."}` }));
  }
};
// one of the pairs, side by side from its start
DA.openPair = (run, change) => {
  Object.assign(DA.setup, { run, beside: change });
  DA.live.begin({ keep: false });
  DA.emit("pairs-away");
};
// one run among many, from its start; the runs that a game is compared with have the luck of the game
DA.openRun = (run) => {
  const luck = DA.state.seat ? { seed: DA.state.arms[0].head.seed } : {};
  const go = () => {
    Object.assign(DA.setup, { run, beside: null, ...luck });
    DA.live.begin({ keep: false });
  };
  if (!DA.seat.asks(go)) go();
};
// the dots lie over the stage, which is wide enough for a hundred in a row
DA.PairsView = class {
  constructor(root) {
    this.root = root;
    DA.on("pairs", (said) => this.show(said));
    DA.on("pairs-away", () => { root.hidden = true; });
    DA.on("pairs-gone", () => { root.hidden = true; });
  }
  show(said) {
    if (this.quiet) return;
    const live = Boolean(DA.live?.hello);
    const figure = new DA.PairsFigure(said, live ? (run) => DA.openPair(run, said.change) : null);
    DA.empty(this.root).append(DA.h("div", { class: "pairs-top" }, DA.h("h2", { text: `${said.n.toLocaleString("en")} pairs with the same luck` }), DA.h("button", { type: "button", id: "pairs-close", text: "Back to the network", onclick: () => DA.emit("pairs-away") })),
      DA.h("p", { class: "sentence" }, DA.pairsTold(said)), figure.root, DA.h("p", { class: "faint", text: `${said.question.caveat || DA.PAIRS_CAVEAT} Each dot stands for ten pairs or so${live ? ", and opens one of them" : ""}.` }));
    const fresh = this.root.hidden;
    this.root.hidden = false;
    // on a phone the answer is far above who asked; a slider that plays a few pairs at once keeps its place
    if (fresh && DA.small() && said.n >= 1000 && !DA.lesson.current) this.root.scrollIntoView({ block: "start" });
    DA.emit("pairs-shown");
  }
};

// The same luck twice: side by side, with and without one change.
"use strict";
DA.Compare = class {
  constructor(replayed = false) {
    this.kind = DA.h("select", { id: "compare-kind", "aria-label": "What differs", onchange: () => this.choices() }, [["without", "without an actor"], ["policy", "an actor chooses otherwise"], ["parameter", "a number of the model"], ["scenario", "everything as the scenario has it"]].map(([value, text]) => DA.h("option", { value, text })));
    this.what = DA.h("select", { id: "compare-what", "aria-label": "Which" });
    this.how = DA.h("span", {});
    this.state = DA.h("div", {});
    this.root = DA.h("div", { class: "compare" },
      DA.h("p", { text: "Both runs have the same luck: every draw of everybody is the same, so what differs comes from the change." }),
      replayed ? null : DA.h("p", { class: "row" }, DA.h("span", { text: "On the right:" }), this.kind, this.what, this.how),
      replayed ? null : DA.h("p", { class: "row" }, DA.h("button", { id: "compare-go", type: "button", class: "main", text: "Show side by side", onclick: () => this.go() }), DA.h("button", { id: "compare-end", type: "button", text: "Back to one", onclick: () => this.end() })),
      this.state);
  }
  build() {
    this.kind.value = "without";
    this.choices();
  }
  get actors() {
    const { arms } = DA.state;
    return arms.length ? arms[0].head.actors.filter(({ here }) => here) : [];
  }
  choices() {
    const kind = this.kind.value;
    const leads = DA.state.arms.length ? DA.state.arms[0].head.leads.map((i) => DA.state.arms[0].label(i)) : [];
    const fill = (options) => DA.empty(this.what).append(...options.map(([value, text]) => DA.h("option", { value, text })));
    DA.empty(this.how);
    this.what.hidden = kind === "scenario";
    if (kind === "without") fill(this.actors.filter(({ label }) => !leads.includes(label)).sort((a, b) => b.seats.includes("mediator") - a.seats.includes("mediator")).map(({ label, name }) => [label, `${label} – ${name}`]));
    if (kind === "policy") {
      fill(this.actors.map(({ label, name }) => [label, `${label} – ${name}`]));
      this.how.append(DA.h("select", { "aria-label": "Policy" }, DA.live.hello.policies.map(([name]) => DA.h("option", { value: name, text: name }))));
    }
    if (kind === "parameter") {
      const rows = DA.live.hello.groups.flatMap(({ parameters }) => parameters);
      fill(rows.map(({ name, meaning }) => [name, `${DA.plain(name)} – ${meaning}`]));
      const value = DA.h("input", { type: "number", step: "any", "aria-label": "Value" });
      const usual = () => {
        const row = rows.find(({ name }) => name === this.what.value);
        value.value = Number((row.value * 2 || row.to / 2).toPrecision(3));
        DA.set(value, { min: row.low, max: row.high });
      };
      this.what.onchange = usual;
      usual();
      this.how.append(value);
    } else this.what.onchange = null;
  }
  change() {
    const what = this.what.value;
    const given = this.how.firstChild?.value;
    return { without: { without: [what] }, policy: { policies: { [what]: given } }, parameter: { parameters: { [what]: Number(given) } }, scenario: {} }[this.kind.value];
  }
  go() {
    if (this.kind.value === "scenario") {
      // the right run is the scenario's own: each change made so far is undone there
      const offer = DA.live.hello.scenarios.find(({ name }) => name === DA.setup.scenario);
      const rows = DA.live.hello.groups.flatMap(({ parameters }) => parameters);
      const parameters = Object.fromEntries(Object.keys(DA.setup.parameters).map((name) => [name, offer.parameters[name] ?? rows.find((row) => row.name === name).value]));
      const policies = Object.fromEntries(Object.keys(DA.setup.policies).map((label) => [label, offer.actors.find((actor) => actor.label === label)?.policy ?? "quantal"]));
      DA.setup.beside = { parameters, policies };
    } else DA.setup.beside = this.change();
    DA.live.begin();
  }
  end() {
    DA.setup.beside = null;
    DA.live.begin();
  }
  update() {
    const { arms, parting } = DA.state;
    const root = DA.empty(this.state);
    DA.byId("compare-end")?.toggleAttribute("disabled", arms.length < 2);
    if (arms.length < 2) return;
    const unit = DA.unitOf(arms[0].head);
    root.append(DA.h("p", { class: "lead", id: "parting", text: parting === null ? `So far the two histories are one: nobody who is in both has acted otherwise.` : `The two histories part in ${unit} ${parting + 1} (${DA.dateOf(arms[0].head, parting)}).` }));
    if (parting !== null) root.append(DA.h("button", { type: "button", text: "Go there", onclick: () => { DA.stop(); DA.seek(parting); } }));
    const at = arms.map(DA.weekOf);
    const rows = [["talk track", "track", 0], ["fighting", "intensity", 2], ["front, side A", "front", 3], ["trust of A in B", "trust_ab", 2], ["trust of B in A", "trust_ba", 2], ["strength of A", "cap_a", 2], ["strength of B", "cap_b", 2], ["zone of a deal", "zone", 3]];
    root.append(DA.h("table", { class: "plain" }, DA.h("thead", {}, DA.h("tr", {}, ["this week", "left", "right", "right − left"].map((text) => DA.h("th", { scope: "col", text })))), DA.h("tbody", {}, rows.map(([text, name, digits]) => {
      const [a, b] = arms.map((arm, k) => arm.get(at[k], name));
      return DA.h("tr", {}, DA.h("th", { scope: "row", text }), DA.h("td", { text: DA.num(a, digits) }), DA.h("td", { text: DA.num(b, digits) }), DA.h("td", { text: DA.signed(b - a, digits) }));
    }))));
    for (const [k, arm] of arms.entries()) {
      const end = arm.weeks[arm.weeks.length - 1]?.z;
      if (end && DA.state.over && at[k] === arm.weeks.length - 1) root.append(DA.h("p", {}, DA.h("b", { text: k ? "Right: " : "Left: " }), end.outcome));
    }
    if (DA.state.over) root.append(DA.h("p", { class: "faint", text: "One pair of runs is a story, not an effect: many pairs tell how large the change is (diplomacy-abm sweep)." }));
  }
};

// What can be changed: the scenario, the luck, the actors, and the numbers of the model.
"use strict";
DA.Controls = class {
  constructor() {
    this.root = DA.h("div", { class: "controls" });
    this.later = 0;
    DA.on("begin", () => { const [seed, told] = [DA.byId("seed"), DA.state.arms[0].head.seed]; if (seed && told !== null) seed.value = told; });
  }
  // several changes in a row make one new run
  change() {
    clearTimeout(this.later);
    this.later = setTimeout(() => DA.live.begin(), 350);
    this.count();
  }
  get offer() { return DA.live.hello.scenarios.find(({ name }) => name === DA.setup.scenario); }
  build() {
    const root = DA.empty(this.root);
    this.changed = DA.h("span", { class: "faint" });
    root.append(this.scenarios(), DA.h("p", { class: "row" }, DA.h("button", { type: "button", text: "Reset all", onclick: () => this.reset() }), this.changed), this.actors());
    for (const group of DA.live.hello.groups) root.append(this.group(group));
    this.count();
  }
  count() {
    const { parameters, policies, settings, without, added } = DA.setup;
    const n = Object.keys(parameters).length + Object.keys(policies).length + Object.keys(settings).length + without.length + added.length;
    this.changed.textContent = n ? `${n} change${n > 1 ? "s" : ""}; the luck stays the same` : "as the scenario has it";
  }
  reset() {
    Object.assign(DA.setup, { parameters: {}, policies: {}, settings: {}, without: [], added: [], steps: null, seed: null, run: 0, beside: null });
    this.build();
    this.change();
  }
  scenarios() {
    const { hello } = DA.live;
    const seed = DA.h("input", { id: "seed", type: "text", inputmode: "numeric", pattern: "[0-9]+", size: 12, value: DA.setup.seed ?? this.offer.seed, onchange: () => { if (/^\d{1,19}$/.test(seed.value)) { DA.setup.seed = seed.value; this.change(); } else seed.value = DA.setup.seed ?? this.offer.seed; } });
    const pick = DA.h("select", { id: "scenario", onchange: () => {
      Object.assign(DA.setup, { scenario: pick.value, seed: null, run: 0, steps: null, parameters: {}, policies: {}, settings: {}, without: [], added: [], beside: null });
      this.build();
      clearTimeout(this.later);
      DA.live.begin({ keep: false });
    } }, hello.scenarios.map(({ name, title }) => DA.h("option", { value: name, text: title })));
    pick.value = DA.setup.scenario;
    const other = () => { DA.setup.seed = String(Math.floor(Math.random() * 1e6)); seed.value = DA.setup.seed; this.change(); };
    return DA.h("div", { class: "setup" },
      DA.h("label", {}, "Scenario ", pick), DA.h("p", { class: "faint", text: this.offer.question }),
      DA.h("p", { class: "row" }, DA.h("label", {}, "Seed (the luck) ", seed), DA.h("button", { type: "button", text: "Another", onclick: other })));
  }

  actors() {
    const { offer } = this;
    const rows = [...offer.actors, ...DA.setup.added.map((one) => ({ ...one, seats: [one.role], side: "", lead: false, policy: "quantal", mine: true }))].map((actor) => this.actor(actor));
    return DA.h("details", { class: "group" }, DA.h("summary", { text: "Actors: who takes part, and how they choose" }), rows, this.adding());
  }
  actor(actor) {
    const { setup } = DA;
    const here = DA.h("input", { type: "checkbox", checked: !setup.without.includes(actor.label), disabled: actor.lead, "aria-label": `${actor.name} takes part`, onchange: () => {
      setup.without = setup.without.filter((label) => label !== actor.label);
      if (!here.checked) {
        if (actor.mine) {
          setup.added = setup.added.filter((one) => one.label !== actor.label);
          delete setup.policies[actor.label];
          this.build();
        } else setup.without.push(actor.label);
      }
      this.change();
    } });
    const policy = DA.h("select", { "aria-label": `How ${actor.name} chooses`, onchange: () => {
      if (policy.value === actor.policy) delete setup.policies[actor.label];
      else setup.policies[actor.label] = policy.value;
      this.change();
    } }, DA.live.hello.policies.map(([name]) => DA.h("option", { value: name, text: name })));
    policy.value = setup.policies[actor.label] || actor.policy;
    const sliders = actor.mine ? [] : this.settings(actor);
    const top = DA.h("div", { class: "actor-row" }, here, DA.h("b", { text: actor.label }), DA.h("span", { text: actor.name }), policy);
    return sliders.length ? DA.h("div", {}, top, DA.h("details", { class: "inner" }, DA.h("summary", { text: "its means" }), sliders)) : top;
  }
  // an actor's own numbers: what a mediator or a patron brings
  settings(actor) {
    const one = (place, meaning, value, low, high) => this.slider({ name: place, meaning, value, low, high, from: low, to: high, unit: "", source: "scenario" }, DA.setup.settings);
    const found = [];
    for (const [label, value] of Object.entries(actor.leverage)) found.push(one(`actors.${actor.label}.leverage.${label}`, `leverage over ${label}`, value, 0, 1));
    for (const [label, value] of Object.entries(actor.credibility)) found.push(one(`actors.${actor.label}.credibility.${label}`, `credibility with ${label}`, value, 0, 1));
    if (actor.seats.includes("mediator")) found.push(one(`actors.${actor.label}.bias`, `leaning, above 0 to ${this.offer.actors.find(({ side, lead }) => lead && side === "A").name}`, actor.bias, -1, 1));
    for (const [label, value] of Object.entries(actor.support)) found.push(one(`actors.${actor.label}.support.${label}`, `support of ${label}`, value, 0, 1));
    if (actor.seats.includes("patron")) found.push(one(`actors.${actor.label}.arms_capacity`, "arms a week", actor.arms, 0, Math.max(0.01, 4 * actor.arms)));
    return found;
  }
  adding() {
    const field = (name, kind, value, more = {}) => DA.h("input", { name, type: kind, value, ...more });
    const label = field("label", "text", "", { placeholder: "QAT", size: 5, maxlength: 4, "aria-label": "Code of the new actor", required: true, pattern: "[A-Za-z]{2,4}" });
    const name = field("name", "text", "", { placeholder: "Qatar", size: 14, maxlength: 80, "aria-label": "Name of the new actor", required: true });
    const role = DA.h("select", { "aria-label": "Role of the new actor" }, DA.h("option", { value: "mediator", text: "mediator" }), this.offer.actors.filter(({ lead }) => lead).map((lead) => DA.h("option", { value: lead.label, text: `backs ${lead.label}` })));
    const add = (event) => {
      event.preventDefault();
      const actor = { label: label.value.toUpperCase(), name: name.value.trim(), role: role.value === "mediator" ? "mediator" : "patron" };
      if (actor.role === "patron") actor.client = role.value;
      if ([...this.offer.actors, ...DA.setup.added].some((one) => one.label === actor.label)) { DA.note(`There is an actor ${actor.label} already; choose another code.`, "bad"); return; }
      DA.setup.added.push(actor);
      this.build();
      this.root.querySelector("details.group").open = true;
      this.change();
    };
    return DA.h("form", { class: "row", onsubmit: add }, DA.h("b", { text: "Add" }), label, name, role, DA.h("button", { type: "submit", text: "Add" }));
  }

  group({ title, open, parameters }) {
    const own = this.offer.parameters;
    return DA.h("details", { class: `group${open ? "" : " rest"}` }, DA.h("summary", { text: title }), parameters.map((row) => this.slider({ ...row, value: own[row.name] ?? row.value }, DA.setup.parameters)));
  }
  slider(row, store) {
    const step = Number(((row.to - row.from) / 200).toPrecision(1));
    const shown = () => store[row.name] ?? row.value;
    const near = (v) => Number(Number(v).toPrecision(4));
    const slide = DA.h("input", { type: "range", min: row.from, max: row.to, step, value: shown(), "data-name": row.name, "aria-label": `${DA.plain(row.name)}: ${row.meaning}` });
    slide.value = shown();
    const typed = DA.h("input", { type: "number", min: row.low, max: row.high, step: "any", value: near(shown()), "aria-label": `${DA.plain(row.name)}, as a number` });
    const back = DA.h("button", { type: "button", class: "plain", text: "reset", title: `Back to ${near(row.value)}`, "aria-label": `Reset ${DA.plain(row.name)}` });
    const box = DA.h("div", { class: "slider" });
    const mark = () => box.classList.toggle("changed", row.name in store);
    const put = (value) => {
      const v = DA.clamp(Number(value), row.low, row.high);
      if (Number.isNaN(v)) return;
      if (Math.abs(v - row.value) < 1e-12) delete store[row.name];
      else store[row.name] = v;
      slide.value = v;
      typed.value = near(v);
      mark();
      this.change();
    };
    slide.addEventListener("input", () => { typed.value = near(slide.value); });
    slide.addEventListener("change", () => put(slide.value));
    typed.addEventListener("change", () => put(typed.value));
    back.addEventListener("click", () => put(row.value));
    const name = DA.tip(DA.h("span", { class: "slider-name", text: row.meaning }), { title: row.name, text: `${DA.capital(row.meaning)}${row.unit ? `, in ${row.unit}` : ""}. From ${row.low} to ${row.high}; ${near(row.value)} by default (${row.source}).`, rule: "" });
    mark();
    box.append(name, slide, typed, back);
    return box;
  }
};

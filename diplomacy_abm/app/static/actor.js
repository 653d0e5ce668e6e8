// One actor: what it wants, what it knows, and why it did what it did this week.
"use strict";
DA.ActorView = class {
  constructor() {
    this.root = DA.h("div", { class: "actor" });
  }
  update(arm, week) {
    const { state } = DA;
    const { head } = arm;
    const root = DA.empty(this.root);
    const pick = DA.h("select", { "aria-label": "Actor", onchange: (event) => DA.choose(Number(event.target.value)) }, head.actors.map((actor, i) => (actor.here ? DA.h("option", { value: String(i), text: `${actor.label} – ${actor.name}` }) : null)));
    const i = state.actor ?? head.leads[0];
    pick.value = String(i);
    const actor = head.actors[i];
    root.append(pick, DA.h("p", { class: "faint", text: `${actor.seats.join(", ")}${actor.side ? ` of ${arm.sideName(actor.side)}'s side` : ""}${actor.policy ? ` · policy ${head.policies[actor.label] || actor.policy}` : ""}` }));
    root.append(...this.menus(arm, week, i), ...this.flips(arm, week, actor.label));
    root.append(...[this.goals(actor), this.facts(arm, week, i), this.relations(arm, week, i)].filter(Boolean));
  }
  menus(arm, week, i) {
    const menus = DA.menusOf(arm, week, i);
    if (!menus.length) return [DA.h("p", { class: "faint", text: "It weighed nothing this week, or what it weighed is not known from this seat." })];
    return menus.map((menu) => {
      const options = [...menu.options].sort((a, b) => b.value - a.value);
      const place = options.findIndex((option) => option.chosen);
      const done = options[place];
      const body = options.slice(0, 8);
      if (place >= 8) body.push(done);
      const why = options.length === 1 ? "It had no other choice." : `It chose ${this.named(arm, done)}: ${["its best", "its second best", "its third best"][place] || `number ${place + 1} by worth`} of ${options.length}, taken with a chance of ${DA.pct(done.chance)}.`;
      return DA.h("section", {}, DA.h("h3", { text: `${DA.capital(menu.channel)} moves weighed` }), DA.h("p", { class: "why", text: why }), options.length === 1 ? null : this.weighed(arm, body, options.length - body.length));
    });
  }
  // what would have flipped the choices, where a server can try it out
  flips(arm, week, label) {
    if (!DA.whys || !DA.menusOf(arm, week, arm.index(label)).length) return [];
    const at = [DA.state.arms.indexOf(arm), week, label];
    return [DA.whys.button(...at, "What would have flipped it, and what did it change?"), DA.whys.told(...at)].filter(Boolean);
  }
  named(arm, option) {
    return `${DA.plain(option.move)}${option.target >= 0 ? ` (${arm.name(option.target)})` : ""}`;
  }
  weighed(arm, options, more) {
    const headings = [["move", null], ["worth", "value"], ["chance", "chance"]];
    return DA.h("table", { class: "weighed" },
      DA.h("thead", {}, DA.h("tr", {}, headings.map(([text, key]) => (key ? DA.tip(DA.h("th", { scope: "col", text }), DA.explain(key, DA.capital(text))) : DA.h("th", { scope: "col", text }))))),
      DA.h("tbody", {}, options.map((option) => {
        const bar = DA.h("span", { class: "chance-bar" });
        bar.style.width = `${Math.round(60 * option.chance)}px`;
        const row = DA.h("tr", { class: option.chosen ? "chosen" : "" }, DA.h("th", { scope: "row" }, option.chosen ? "✓ " : "", this.named(arm, option)), DA.h("td", { text: DA.signed(option.value, 3) }), DA.h("td", {}, bar, DA.pct(option.chance)));
        return DA.tip(row, { title: DA.capital(this.named(arm, option)), text: option.meaning, rule: option.rule || "eq:choice" });
      })),
      more > 0 ? DA.h("tfoot", {}, DA.h("tr", {}, DA.h("td", { colspan: 3, class: "faint", text: `and ${more} that it likes less` }))) : null);
  }
  goals(actor) {
    const most = Math.max(...Object.values(actor.goals), 1);
    const rows = Object.entries(actor.goals).map(([name, weight]) => {
      const bar = DA.h("span", { class: "goal-bar" });
      bar.style.width = `${(70 * weight) / most}px`;
      return DA.h("li", {}, DA.h("span", { text: name }), bar, DA.h("span", { text: DA.num(weight, 1) }));
    });
    return DA.h("section", {}, DA.tip(DA.h("h3", { text: "Goals" }), DA.explain("goals", "Weights of its goals")), rows.length ? DA.h("ul", { class: "goals" }, rows) : DA.h("p", { class: "faint", text: "Not known from this seat." }));
  }
  facts(arm, week, i) {
    const party = ["capability", "weight", "hurt", "standing", "attend", "pooled", "guaranteed", "sanctions", "private_cost", "public_mean", "war", "to_come", "hope", "best_chance", "inducement", "pressure", "refusal"];
    const names = { weight: ["burden of war", "burden"], pooled: ["support", "pooled"], attend: ["comes to the table", "attend"], private_cost: ["true cost of war", "private_cost"], public_mean: ["cost as others believe", "public_mean"], war: ["worth of the war", "war"], to_come: ["worth with power to come", "to_come"], hope: ["hope of talks", "hope"], best_chance: ["chance of its offer", "best_chance"], capability: ["strength", "capability"], guaranteed: ["guarantee promised", "guaranteed"], standing: ["room at home", "standing"] };
    const rows = party.map((name) => [names[name] || [name, name], arm.get(week, name, i)]).filter(([, value]) => value !== null);
    const { bias, accuracy, guarantee } = arm.head.actors[i];
    if (arm.head.actors[i].seats.includes("mediator") && bias !== null) rows.push([[`leaning to ${arm.sideName("A")} (−1 to 1)`, null], bias], [["accuracy of what it hears", null], accuracy], [["guarantee it can give", null], guarantee]);
    if (!rows.length) return null;
    return DA.h("section", {}, DA.h("h3", { text: "Where it stands" }), DA.h("dl", { class: "facts" }, rows.map(([[text, key], value]) => {
      const pair = DA.h("div", {}, DA.h("dt", { text }), DA.h("dd", { text: DA.num(value, Math.abs(value) < 0.1 ? 3 : 2) }));
      return key && DA.words[key] ? DA.tip(pair, DA.explain(key, DA.capital(text))) : pair;
    })));
  }
  relations(arm, week, i) {
    const rows = [];
    for (const [a, b] of arm.pairs("trust")) {
      if (a !== i) continue;
      const trust = arm.get(week, "trust", a, b), mean = arm.get(week, "belief_mean", a, b), sd = arm.get(week, "belief_sd", a, b), truth = arm.get(week, "private_cost", b);
      if (trust === null) continue;
      rows.push([`trusts ${arm.name(b)}`, DA.num(trust), "trust"], [`believes that war costs ${arm.name(b)}`, `${DA.num(mean, 3)} ± ${DA.num(sd, 3)}${truth === null ? "" : `, in truth ${DA.num(truth, 3)}`}`, "belief"]);
    }
    for (const [a, b] of arm.pairs("support")) if (a === i) rows.push([`backs ${arm.name(b)}`, DA.num(arm.get(week, "support", a, b)), "support"]);
    for (const [a, b] of arm.pairs("credibility")) {
      if (a === i) rows.push([`is believed by ${arm.name(b)}`, DA.num(arm.get(week, "credibility", a, b)), "credibility"]);
      if (b === i) rows.push([`believes ${arm.name(a)}`, DA.num(arm.get(week, "credibility", a, b)), "credibility"]);
    }
    for (const [a, b] of arm.pairs("leverage")) if (a === i) rows.push([`leverage over ${arm.name(b)}`, DA.num(arm.get(week, "leverage", a, b), 3), "leverage"]);
    const known = rows.filter(([, value]) => value !== "–");
    return !known.length ? null : DA.h("section", {}, DA.h("h3", { text: "Beliefs and ties" }), DA.h("dl", { class: "facts wide" }, known.map(([text, value, key]) => DA.tip(DA.h("div", {}, DA.h("dt", { text }), DA.h("dd", { text: value })), DA.explain(key, DA.capital(text))))));
  }
};

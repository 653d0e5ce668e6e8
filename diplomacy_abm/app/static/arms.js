// Strength and the arms on their way: pipelines that fill, arrive, slip.
"use strict";
DA.ArmsView = class {
  constructor() {
    this.root = DA.h("div", { class: "arms" });
  }
  update(arm, week) {
    const { head } = arm;
    const frame = arm.weeks[week];
    const events = DA.eventsOf(arm, week);
    const unit = DA.unitOf(head);
    const rows = frame.p.map((line, k) => ({ line, left: frame.l[k] }));
    rows.sort((a, b) => a.line[4] - b.line[4]);
    const root = DA.empty(this.root);
    root.append(this.strengths(arm, week));
    if (!rows.length) root.append(DA.h("p", { class: "faint", text: "No arms are on their way." }));
    for (const { line, left } of rows) {
      const [supplier, recipient, label, whole, first, last, credible] = line;
      const name = label >= 0 ? head.pipelines[label] : "pledged in the run";
      const now = events.find((e) => (e.move === "deliver" || e.move === "slip") && e.actor === supplier && e.target === recipient && (label < 0 ? e.subject < 0 : e.subject === 100 + label));
      const time = week + 1 < first ? `first arrives in ${first - week - 1} ${unit}s` : `arriving until ${unit} ${last + 1}`;
      const bar = DA.h("div", { class: "bar", role: "img", "aria-label": `${DA.pct(1 - left / whole)} has fallen due` }, DA.h("span", { class: "held" }));
      bar.firstChild.style.width = `${100 * (1 - left / whole)}%`;
      const row = DA.h("div", { class: `pipe${now ? (now.move === "slip" ? " slips" : " arrives") : ""}` },
        DA.h("p", {}, DA.h("b", { text: `${arm.label(supplier)} → ${arm.label(recipient)}` }), ` ${name}`, now ? DA.h("em", { text: now.move === "slip" ? " slips" : ` +${DA.num(now.value, 3)} arrives` }) : null),
        bar,
        DA.h("p", { class: "faint", text: `${time} · ${DA.num(left / head.scales.arms, 3)} of ${DA.num(whole / head.scales.arms, 3)} to come · believed ${DA.pct(credible / 1000)}` }));
      DA.tip(row, DA.explain("pipeline", `${arm.name(supplier)} to ${arm.name(recipient)}`));
      root.append(row);
    }
  }
  strengths(arm, week) {
    const parties = arm.pairs("capability").map(([i]) => i);
    return DA.h("table", { class: "plain" }, DA.h("thead", {}, DA.h("tr", {}, ["party", "strength", "burden", "support", "due in a year"].map((text) => DA.h("th", { scope: "col", text })))), DA.h("tbody", {}, parties.map((i) => {
      const lead = arm.head.leads.indexOf(i);
      const due = lead < 0 ? null : arm.get(week, lead ? "pipeline_b" : "pipeline_a");
      return DA.h("tr", {}, DA.h("th", { scope: "row", text: arm.name(i) }), [DA.num(arm.get(week, "capability", i)), DA.num(arm.get(week, "weight", i)), DA.num(arm.get(week, "pooled", i)), due === null ? "" : DA.num(due, 3)].map((text) => DA.h("td", { text })));
    })));
  }
};

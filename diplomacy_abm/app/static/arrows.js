// The week's moves as arrows that travel from who acts to whom it is aimed at.
"use strict";
DA.Arrows = class {
  constructor(network) {
    this.network = network;
    this.flying = [];
    this.frame = 0;
  }
  // [kind, from, to, event] for each arrow of a week
  listed(week) {
    const { arm } = this.network;
    const leads = arm.head.leads;
    const found = [];
    const matters = DA.state.resting ? DA.mattersNow(arm, week) : null;
    const events = DA.eventsOf(arm, week).filter((event) => !matters || matters(event));
    const visits = new Set(events.filter((e) => e.move === "shuttle").map((e) => `${e.actor}>${e.target}`));
    for (const event of events) {
      const { kind } = event;
      if (!kind || event.actor < 0) continue;
      if (event.move === "message" && visits.has(`${event.actor}>${event.target}`)) continue;
      if (event.move === "exchange_held") {
        found.push([kind, event.actor, event.target, event], [kind, event.target, event.actor, event]);
      } else if (event.target >= 0) found.push([kind, event.actor, event.target, event]);
      else for (const lead of leads) if (lead !== event.actor) found.push([kind, event.actor, lead, event]);
    }
    return found.filter(([, from, to]) => from !== to && this.network.place(from) && this.network.place(to));
  }
  update(week, interval) {
    const { network } = this;
    cancelAnimationFrame(this.frame);
    DA.empty(network.moves);
    const seen = new Map();
    this.flying = this.listed(week).map(([kind, from, to, event]) => {
      const key = `${from}>${to}`;
      const order = seen.get(key) ?? 0;
      seen.set(key, order + 1);
      const bow = DA.bow(network.place(from), network.place(to), network.radii.get(from) + 4, network.radii.get(to) + 14, 0.16 + 0.07 * order);
      const glyph = DA.s("g", { class: `glyph k-${kind}` }, DA.s("path", { d: DA.kinds[kind].glyph, transform: `scale(${Math.max(0.9, network.plan.unit * 1.05)})` }));
      const trail = DA.s("path", { class: `trail k-${kind}`, d: DA.pathOf(bow) });
      const group = DA.s("g", { class: "arrow", role: "img", "aria-label": this.title(kind, from, to, event) }, trail, glyph);
      DA.tip(group, () => ({ title: this.title(kind, from, to, event), text: event.meaning, rule: event.rule || DA.kinds[kind].rule }));
      network.moves.append(group);
      return { bow, glyph, kind, rest: 0.78 - 0.16 * (order % 3) };
    });
    const still = !interval || interval < 240 || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) this.settle(1);
    else this.fly(Math.min(1100, interval * 0.8));
  }
  title(kind, from, to, event) {
    const { arm } = this.network;
    const subject = DA.subjectName(arm, event.subject);
    return `${arm.name(from)} → ${arm.name(to)}: ${DA.plain(event.move)}${subject ? ` (${subject})` : ""}`;
  }
  settle(share) {
    for (const { bow, glyph, kind, rest } of this.flying) {
      const at = rest * share;
      const here = DA.along(bow, at);
      const next = DA.along(bow, Math.min(1, at + 0.02));
      // only what has a direction turns with its path
      const turn = kind === "fire" ? (Math.atan2(next.y - here.y, next.x - here.x) * 180) / Math.PI : 0;
      glyph.setAttribute("transform", `translate(${here.x.toFixed(1)},${here.y.toFixed(1)})rotate(${turn.toFixed(0)})`);
    }
  }
  fly(duration) {
    const began = performance.now();
    const tick = (now) => {
      const share = DA.clamp((now - began) / duration, 0, 1);
      this.settle(1 - (1 - share) * (1 - share));
      if (share < 1) this.frame = requestAnimationFrame(tick);
    };
    this.settle(0);
    this.frame = requestAnimationFrame(tick);
  }
};
DA.legendOfMoves = () => DA.h("ul", { class: "legend", "aria-label": "Kinds of moves" }, Object.entries(DA.kinds).map(([kind, { name, glyph }]) => {
  const mark = DA.s("svg", { viewBox: "-10 -10 20 20", width: 16, height: 16, "aria-hidden": "true" }, DA.s("g", { class: `glyph k-${kind}` }, DA.s("path", { d: glyph })));
  return DA.h("li", {}, mark, name);
}));
DA.legendOfTies = () => {
  const bar = DA.s("svg", { class: "trust-scale", viewBox: "0 0 90 12", width: 90, height: 12, "aria-hidden": "true" });
  const paint = () => DA.empty(bar).append(...Array.from({ length: 18 }, (_, k) => DA.s("rect", { x: k * 5, width: 5.2, height: 12, fill: DA.trustColour((k + 0.5) / 18) })));
  paint();
  DA.on("theme", paint);
  return DA.h("p", { class: "legend ties-legend" }, DA.h("span", { class: "item" }, "trust: none (broken line)", bar, "full (whole line)"), DA.h("span", { class: "item", text: "width: escalation, support" }));
};

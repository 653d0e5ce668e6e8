// The actors as a network: discs, ties, what lies on the table between the leads.
"use strict";
DA.Network = class {
  constructor(arm, width, height) {
    Object.assign(this, { arm, plan: DA.places(arm, width, height) });
    this.ties = [];
    this.discs = new Map();
    // what the ties say stands in words under Actor
    this.back = DA.s("g", { class: "ties", "aria-hidden": "true" });
    this.moves = DA.s("g", { class: "moves" });
    this.front = DA.s("g", { class: "discs" });
    this.middle = DA.s("g", { class: "middle" });
    this.svg = DA.s("svg", { class: "network", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMid meet", role: "group", "aria-label": "Network of the actors; the arrow keys go from one to the next" }, this.back, this.moves, this.middle, this.front);
    this.svg.style.setProperty("--u", this.plan.unit);
    // pixels of a letter's height, as the style sheet has it; a room has its own
    this.font = document.body.classList.contains("room") ? parseFloat(getComputedStyle(document.body).fontSize) : Math.max(12, 14.5 * this.plan.unit);
    this.drawTies();
    this.plan.found.forEach((place, i) => this.drawDisc(i, place));
    this.rove = DA.rove(this.front, ".disc");
    DA.tip(this.middle, () => this.tellMiddle());
    this.arrows = new DA.Arrows(this);
  }
  place(i) { return this.plan.found.get(i); }

  drawTies() {
    const { arm } = this;
    for (const [patron, client] of arm.pairs("support")) this.addTie("support", patron, client, 0.06);
    for (const [mediator, party] of arm.pairs("credibility")) {
      // a mediator that also arms a party has both ties
      this.addTie("credibility", party, mediator, 0);
    }
    for (const [i, j] of arm.pairs("trust")) this.addTie("trust", i, j, 0.1);
  }
  addTie(kind, tail, head, bend) {
    const [from, to] = [this.place(tail), this.place(head)];
    if (!from || !to) return;
    const line = DA.s("path", { class: `tie ${kind}` });
    const point = kind === "trust" ? DA.s("path", { class: "point" }) : null;
    const group = DA.s("g", { class: `bond ${kind}` }, line, point);
    this.back.append(group);
    const tie = { kind, tail, head, bend, line, point, group };
    DA.tip(group, () => this.tellTie(tie));
    this.ties.push(tie);
  }
  tellTie({ kind, tail, head }) {
    const { arm } = this;
    const week = DA.weekOf(arm);
    const [one, other] = [arm.name(tail), arm.name(head)];
    if (kind === "support") return { title: `${one} backs ${other}: ${DA.num(arm.get(week, "support", tail, head))}`, text: DA.words.support[0], rule: DA.words.support[1] };
    if (kind === "credibility") {
      const leverage = arm.get(week, "leverage", head, tail);
      const more = leverage ? ` Its leverage over ${one} is ${DA.num(leverage, 3)} of the stake.` : "";
      return { title: `${one} believes ${other}: ${DA.num(arm.get(week, "credibility", head, tail))}`, text: DA.words.credibility[0] + more, rule: DA.words.credibility[1] };
    }
    return {
      title: `${one} and ${other}: escalation ${DA.num(arm.get(week, "escalation", tail, head))}, trust ${DA.num(arm.get(week, "trust", tail, head))}`,
      text: `Width: how hard ${one} coerces ${other}. Colour: how far ${one} believes that ${other} keeps its word. ${DA.words.trust[0]}`,
      rule: "eq:richardson, eq:trust",
    };
  }

  drawDisc(i, place) {
    const { arm, plan } = this;
    const actor = arm.head.actors[i];
    const role = actor.side ? `side-${actor.side}` : actor.seats.includes("mediator") ? "mediator" : "patron";
    const circle = DA.s("circle", { r: plan.r });
    const code = DA.s("text", { class: "code", text: actor.label.slice(0, 4), dy: "0.36em", "aria-hidden": "true" });
    const letters = Math.floor((place.column === 0 || Math.abs(place.column) === 2 ? plan.wide : 1.5 * plan.wide) / (0.58 * this.font));
    const name = plan.named ? DA.s("text", { class: "name", "aria-hidden": "true" }, DA.lines(actor.name, letters).map((text, k) => [k ? " " : null, DA.s("tspan", { x: 0, dy: k ? "1.05em" : 0, text })])) : null;
    const gauge = actor.seats.includes("patron") ? DA.s("g", { class: "gauge" }, DA.s("rect", { class: "tube", width: 9, height: 42, rx: 3 }), DA.s("rect", { class: "fill", width: 9, height: 0, rx: 3 })) : null;
    const badge = DA.s("path", { class: "badge", d: "M0,-10L11,0L8,0L8,9L-8,9L-8,0L-11,0Z" });
    const group = DA.s("g", { class: `disc ${role}${actor.label === arm.label(arm.head.seat ?? -1) ? " own" : ""}`, transform: `translate(${place.x},${place.y})`, tabindex: "-1", role: "button", "data-actor": actor.label }, circle, gauge, code, " ", name, badge);
    const open = () => DA.choose(i);
    group.addEventListener("click", open);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      open();
    });
    DA.tip(group, () => this.tellDisc(i));
    this.front.append(group);
    this.discs.set(i, { group, circle, name, gauge, badge, most: 0 });
  }
  tellDisc(i) {
    const { arm } = this;
    const week = DA.weekOf(arm);
    const actor = arm.head.actors[i];
    const strength = arm.get(week, "capability", i);
    const parts = [`${DA.capital(actor.seats.join(" and "))}${actor.side ? `, ${arm.sideName(actor.side)}` : ""}.`];
    if (strength !== null) parts.push(`Strength ${DA.num(strength)}, burden of war ${DA.num(arm.get(week, "weight", i))}, standing at home ${DA.signed(arm.get(week, "standing", i), 3)}.`);
    const left = this.leftOf(i, week);
    if (left > 0) parts.push(`Its pipelines still hold ${DA.num(left, 3)} of strength.`);
    return { title: actor.name, text: `${parts.join(" ")} Click for goals, beliefs and the moves it weighed.`, rule: strength !== null ? "eq:attrition" : "" };
  }
  leftOf(i, week) {
    const frame = this.arm.weeks[week];
    return frame.p.reduce((sum, line, k) => sum + (line[0] === i ? frame.l[k] : 0), 0) / this.arm.head.scales.arms;
  }

  update(week, moving) {
    const { arm } = this;
    const radii = new Map([...this.plan.found.keys()].map((i) => [i, DA.radius(arm, week, i, this.plan)]));
    this.radii = radii;
    for (const tie of this.ties) this.updateTie(tie, week);
    const host = arm.get(week, "host");
    this.discs.forEach((disc, i) => this.updateDisc(disc, i, week, radii.get(i), host === i));
    this.updateMiddle(week);
    this.arrows.update(week, moving);
  }
  updateTie(tie, week) {
    const { kind, tail, head, bend } = tie;
    const { arm } = this;
    const bow = DA.bow(this.place(tail), this.place(head), this.radii.get(tail) + 3, this.radii.get(head) + (kind === "trust" ? 14 * this.plan.unit : 3), bend);
    let width = 3, colour = "var(--tie)", believed = null;
    if (kind === "support") width = 0.8 + 9 * (arm.get(week, "support", tail, head) ?? 0.05);
    else if (kind === "credibility") {
      const value = arm.get(week, "credibility", head, tail);
      colour = DA.trustColour(value);
      believed = value;
    } else {
      width = 2 + 16 * (arm.get(week, "escalation", tail, head) ?? arm.get(week, "intensity") ?? 0.3);
      believed = arm.get(week, "trust", tail, head);
      colour = DA.trustColour(believed);
    }
    const hidden = kind === "support" && (arm.get(week, "support", tail, head) ?? 1) < 0.02;
    tie.group.style.display = hidden ? "none" : "";
    width *= Math.max(0.75, this.plan.unit);
    const d = DA.pathOf(bow);
    DA.set(tie.line, { d, "stroke-width": width, stroke: colour, "stroke-dasharray": DA.trustDash(believed, width) });
    if (tie.point) {
      const angle = (Math.atan2(bow.b.y - bow.c.y, bow.b.x - bow.c.x) * 180) / Math.PI;
      const half = Math.max(7, width * 0.95);
      DA.set(tie.point, { d: `M0,${-half}L${half * 1.25},0L0,${half}Z`, transform: `translate(${bow.b.x},${bow.b.y})rotate(${angle})`, fill: colour });
    }
  }
  updateDisc(disc, i, week, r, hosts) {
    const { arm } = this;
    disc.circle.setAttribute("r", r);
    if (disc.name) disc.name.setAttribute("y", r + 16 * this.plan.unit);
    disc.badge.style.display = hosts ? "" : "none";
    disc.badge.setAttribute("transform", `translate(${r * 0.9},${-r * 0.7})scale(${this.plan.unit})`);
    disc.group.classList.toggle("chosen", DA.state.actor === i);
    disc.group.setAttribute("aria-label", `${arm.label(i)} ${arm.name(i)}${hosts ? ", hosts the talks" : ""}`);
    if (!disc.gauge) return;
    const left = this.leftOf(i, week);
    disc.most = Math.max(disc.most, left);
    disc.gauge.style.display = disc.most > 0 ? "" : "none";
    const side = this.place(i).column < 0 ? -r - 6 - 9 * this.plan.unit : r + 6;
    disc.gauge.setAttribute("transform", `translate(${side},${-21 * this.plan.unit})scale(${this.plan.unit})`);
    const full = disc.most > 0 ? (42 * left) / disc.most : 0;
    DA.set(disc.gauge.lastChild, { y: 42 - full, height: full });
  }

  // between the leads: a round with its answers, what was signed or broken
  updateMiddle(week) {
    const { arm, plan } = this;
    DA.empty(this.middle);
    const events = DA.eventsOf(arm, week);
    const round = events.find((event) => event.move === "round");
    const open = arm.get(week, "in_session") || arm.get(week, "invited");
    const [left, right] = arm.head.leads.map((i) => this.place(i).x);
    const x = (left + right) / 2;
    const lines = [];
    // no wider than the space between the two discs; where that is narrow it stands below them, with room for words
    const radii = arm.head.leads.map((i) => this.radii.get(i));
    const between = right - left - radii[0] - radii[1] - 16;
    const below = between < 120;
    const most = below ? 0.62 * plan.width : between;
    if (round) lines.push([`Round ${round.value ?? ""}`.trim(), "round"]);
    if (round && (plan.named || below)) lines.push([DA.FORMS[round.subject] || "", "small"]);
    else if (open && arm.get(week, "track") < 5) lines.push([arm.get(week, "in_session") ? "session open" : "invited", "small"]);
    const told = new Set();
    for (const event of events) {
      const word = { sign: "signed", breach: "broken", lapse: "lapsed", suspend: "suspended", resume: "resumed", renew: "renewed", victory: "victory" }[event.move];
      if (!word) continue;
      const what = event.move === "victory" ? arm.name(event.actor) : DA.subjectName(arm, event.subject);
      const text = `${word}: ${what}`;
      const kind = ["breach", "lapse", "suspend"].includes(event.move) ? "bad" : "good";
      if (!told.has(text)) lines.push(...(plan.named || below ? [[text, kind]] : [[word, kind], [what, kind]]));
      told.add(text);
    }
    if (!lines.length) return;
    const step = 1.38 * this.font;
    const top = below ? plan.middle + Math.max(...radii) + step + 4 : plan.middle - ((lines.length - 1) * step) / 2;
    const letter = 0.63 * this.font;
    const fits = Math.max(9, Math.floor((most - 16) / letter));
    for (const line of lines) if (line[0].length > fits) line[0] = `${line[0].slice(0, fits - 1)}…`;
    const wide = Math.min(most, Math.max(84, Math.max(...lines.map(([text]) => text.length)) * letter + 22));
    const box = DA.s("rect", { class: `board-table${round ? " sits" : ""}`, x: x - wide / 2, y: top - step, width: wide, height: lines.length * step + 14, rx: 10 });
    this.middle.append(box, ...lines.map(([text, kind], k) => DA.s("text", { class: kind, x, y: top + k * step, dy: "0.15em", text })));
  }
  tellMiddle() {
    const round = DA.eventsOf(this.arm, DA.weekOf(this.arm)).some((event) => event.move === "round");
    return { title: round ? "The table" : "Between the two", text: round ? "Both leads sit: what is offered and answered is under Table." : "What is open or was signed or broken this week.", rule: "eq:attendance" };
  }
};

// The card over the stage: a turning point on which the story rests, or the verdict; and the caption that always stands.
"use strict";
DA.standing = (arm) => {
  const shared = DA.state.arms.length > 1 ? "Two possible courses with the same luck" : "One possible course";
  return `${shared} of a simulated war, under stated assumptions; no forecast (${DA.aboutOf(arm)}).`;
};
// weeks before the end in which a signature is too young to tell whether it holds
DA.YOUNG = 13;
DA.youngDeals = (arm) => {
  const last = arm.weeks.length - 1;
  const unit = DA.unitOf(arm.head);
  const found = new Map();
  for (let week = Math.max(0, last - DA.YOUNG + 1); week <= last; week += 1) {
    for (const event of DA.eventsOf(arm, week)) if (event.move === "sign") found.set(DA.subjectName(arm, event.subject), last - week);
  }
  const inForce = new Set(arm.weeks[last].g.map(([slot]) => DA.subjectName(arm, slot)));
  return [...found].filter(([name]) => inForce.has(name)).map(([name, age]) => `${DA.capital(name)} was signed ${age ? `only ${age} ${unit}${age > 1 ? "s" : ""} before the end` : `in the very last ${unit}`}: too late to say whether it holds.`);
};
DA.Card = class {
  constructor(root) {
    this.root = root;
    this.closed = -1;
    DA.on("begin", () => { this.closed = -1; this.hide(); });
    DA.on("stopped", () => this.turn());
    DA.on("week", () => this.update());
  }
  hide() { this.root.hidden = true; DA.state.resting = false; }
  close() {
    this.closed = DA.state.week;
    this.hide();
    DA.emit("rested");
    DA.byId("play").focus();
  }
  update() {
    const { arms, week, playing } = DA.state;
    if (week !== this.closed) this.closed = -1;
    const ended = DA.state.over && arms.every((arm) => arm.weeks[DA.weekOf(arm)]?.z) && week >= DA.known() - 1;
    if (ended && this.closed < 0 && !playing) this.verdict();
    else this.hide();
  }
  // the story rests: what happened, and go on
  turn() {
    const { arms, week } = DA.state;
    const body = arms.flatMap((arm, k) => DA.turnsOf(arm, DA.weekOf(arm)).map(({ text, bad }) => DA.h("h2", { class: bad ? "bad" : "good" }, arms.length > 1 ? `${k ? "Right" : "Left"}: ` : "", text)));
    if (!body.length || (DA.state.over && week >= DA.known() - 1)) { this.update(); return; }
    DA.state.resting = true;
    const arm = arms[0];
    const told = DA.h("p", { text: arms.map((each) => DA.headline(each.weeks[DA.weekOf(each)].s)).join(" ") });
    const hint = DA.outsideZone(arm, DA.weekOf(arm));
    this.show("turn", [DA.h("p", { class: "kicker", text: `${DA.capital(DA.unitOf(arm.head))} ${week + 1}, ${DA.dateOf(arm.head, week)}` }), ...body, told, hint ? DA.h("p", { class: "faint", text: hint }) : null],
      [DA.h("button", { type: "button", class: "main", id: "go-on-story", text: "Go on", onclick: () => { this.hide(); DA.toggle(); } }), DA.h("button", { type: "button", text: "Stay here", onclick: () => this.close() })]);
    DA.say(`${body.map((el) => el.textContent).join(". ")}. The story rests; space goes on.`);
    DA.emit("rested");
    if ([document.body, DA.byId("play")].includes(document.activeElement)) DA.byId("go-on-story").focus({ preventScroll: true });
  }
  verdict() {
    const { arms } = DA.state;
    const two = arms.length > 1;
    const parts = arms.map((arm, k) => {
      const { outcome, text } = arm.weeks[arm.weeks.length - 1].z;
      return DA.h("div", {}, DA.h("h2", {}, two ? `${k ? "Right" : "Left"}: ` : "", DA.capital(DA.outcomeName(outcome))), DA.h("p", { text }), ...DA.youngDeals(arm).map((line) => DA.h("p", { class: "young", text: line })));
    });
    const unit = DA.unitOf(arms[0].head);
    const live = DA.state.live && !DA.state.seat;
    this.show(two ? "verdict two" : "verdict", [DA.h("p", { class: "kicker", text: `How ${two ? "these two courses" : "this one course"} ended, after ${DA.known()} ${unit}s` }), DA.h("div", { class: "ends" }, parts), DA.h("p", { class: "faint", text: "No forecast: one possible course of a simulated war under stated assumptions. With other luck it ends otherwise, and how often, one course cannot say." })],
      [DA.h("button", { type: "button", class: "main", text: "Close", onclick: () => this.close() }), DA.h("button", { type: "button", text: "Watch again", onclick: () => { DA.seek(0); DA.toggle(); } }),
        live ? DA.h("button", { type: "button", text: "How does it end with other luck?", onclick: () => { this.close(); DA.emit("open", "crowd"); } }) : null]);
  }
  show(kind, body, buttons) {
    this.root.className = `card ${kind}`;
    DA.empty(this.root).append(DA.h("div", { class: "card-body", tabindex: "0", role: "group", "aria-label": "What happened, in words" }, body), DA.h("p", { class: "row" }, buttons));
    this.root.hidden = false;
  }
};

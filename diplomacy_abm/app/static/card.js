// The card over the stage: a turning point on which the story rests, or the verdict; and the caption that always stands.
"use strict";
DA.standing = (arm) => {
  const shared = DA.state.arms.length > 1 ? "Two possible courses with the same luck" : "One possible course";
  return `${shared} of a simulated war, under stated assumptions; no forecast (${DA.aboutOf(arm)}).`;
};
// a turning point up to its terms
DA.first = (text) => text.replace(/[:;] .*/, ".");
DA.Card = class {
  constructor(root) {
    this.root = root;
    this.closed = -1;
    DA.on("begin", () => { this.closed = -1; this.waits = false; this.hide(); });
    DA.on("stopped", () => this.turn());
    DA.on("turns", () => { if (DA.state.resting) this.turn(); });
    DA.on("week", () => this.update());
    // a thousand courses say more than the end of one
    DA.on("pairs-shown", () => { this.closed = DA.state.week; this.hide(); });
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
  // what was signed or broken, with its terms, why and how; under it what else turned in the same week
  told(arm, stops, which) {
    const heads = stops.map(({ kind, text, cause, broker }) => {
      const [head, ...rest] = text.split(": ");
      const more = [DA.capital(rest.join(": ")), cause && `Why: ${cause}.`, broker && `How: ${broker}.`].filter(Boolean);
      return [DA.h("h2", { class: DA.toneOf(kind) }, which, rest.length ? `${head}.` : head), more.map((line) => DA.h("p", { text: line }))];
    });
    const others = DA.turnsOf(arm, DA.weekOf(arm)).filter((turn) => stops.length && !stops.includes(turn));
    return [...heads.flat(2), others.length ? DA.h("p", { class: "faint", text: `In the same ${DA.unitOf(arm.head)}: ${others.map(({ text }) => DA.first(text)).join(" ")}` }) : null];
  }
  // what moved whom takes the server to play the run again
  why(arms) {
    if (!DA.live?.hello || DA.state.seat || arms.every(({ explained }) => explained)) return null;
    return DA.h("button", { type: "button", id: "causes-go", text: this.waits ? "Trying it out …" : "What moved them?", "aria-disabled": this.waits ? "true" : false, onclick: () => { if (!this.waits) { this.waits = true; DA.live.send({ do: "causes" }); this.turn(); } } });
  }
  // the story rests: what happened, and go on
  turn() {
    const { arms, week } = DA.state;
    const stops = arms.map((one) => DA.stopsOf(one, DA.weekOf(one)));
    const body = arms.map((one, k) => this.told(one, stops[k], arms.length > 1 ? `${k ? "Right" : "Left"}: ` : ""));
    if (!stops.flat().length || (DA.state.over && week >= DA.known() - 1)) { this.update(); return; }
    DA.state.resting = true;
    const arm = arms[0];
    const hint = DA.outsideZone(arm, DA.weekOf(arm));
    this.show("turn", [DA.h("p", { class: "kicker", text: `${DA.capital(DA.unitOf(arm.head))} ${week + 1}, ${DA.dateOf(arm.head, week)}` }), ...body, hint ? DA.h("p", { class: "faint", text: hint }) : null],
      [DA.h("button", { type: "button", class: "main", id: "go-on-story", text: "Go on", onclick: () => { this.hide(); DA.toggle(); } }), DA.h("button", { type: "button", text: "Stay here", onclick: () => this.close() }), this.why(arms)]);
    DA.say(`${stops.flat().map(({ text }) => text).join(" ")} The story rests; space goes on.`);
    DA.emit("rested");
    if ([document.body, DA.byId("play")].includes(document.activeElement)) DA.byId("go-on-story").focus({ preventScroll: true });
  }
  verdict() {
    const { arms } = DA.state;
    const two = arms.length > 1;
    const parts = arms.map((arm, k) => {
      const { outcome, text } = arm.weeks[arm.weeks.length - 1].z;
      return DA.h("div", {}, DA.h("h2", {}, two ? `${k ? "Right" : "Left"}: ` : "", DA.capital(DA.outcomeName(outcome))), DA.h("p", { text }));
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

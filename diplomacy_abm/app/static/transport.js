// Play, step, pace, and the scrubber with its chapters.
"use strict";
DA.SPEEDS = [0.5, 1, 2, 5, 10, 20];
DA.ICONS = { play: "M4,2L18,10L4,18Z", pause: "M4,2H8V18H4ZM12,2H16V18H12Z", first: "M2,2H5V18H2ZM18,2V18L6,10Z", last: "M15,2H18V18H15ZM2,2L14,10L2,18Z", back: "M14,3V17L3,10Z", next: "M3,3L12,10L3,17ZM13,3H16V17H13Z" };
DA.Transport = class {
  constructor(root) {
    const icon = (d) => DA.s("svg", { class: "icon", viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, DA.s("path", { d }));
    const button = (id, d, label, deed) => DA.h("button", { id, type: "button", "aria-label": label, title: label, onclick: deed }, icon(d));
    this.playing = button("play", DA.ICONS.play, "Play (space)", () => DA.toggle());
    this.speed = DA.h("select", { id: "speed", "aria-label": "Pace", title: "Pace: as a story, or so many weeks a second", onchange: () => DA.setSpeed(this.speed.value === DA.STORY ? DA.STORY : Number(this.speed.value)) },
      DA.h("option", { value: DA.STORY, text: "story" }), DA.SPEEDS.map((x) => DA.h("option", { value: String(x), text: `${x} / s` })));
    this.slide = DA.h("input", { id: "slide", type: "range", min: 0, max: 103, value: 0, step: 1, "aria-label": "Week", oninput: () => { DA.stop(); DA.seek(Number(this.slide.value)); } });
    this.marks = DA.s("svg", { class: "marks", "aria-hidden": "true" });
    this.jump = DA.h("select", { id: "chapters", "aria-label": "Chapters", onchange: () => { const to = Number(this.jump.value); if (to >= 0) { DA.stop(); DA.seek(to); } } });
    root.append(
      DA.h("div", { class: "keys" }, button("first", DA.ICONS.first, "First week (Home)", () => { DA.stop(); DA.seek(0); }), button("back", DA.ICONS.back, "Back (left arrow)", () => { DA.stop(); DA.seek(DA.state.week - 1); }), this.playing, button("next", DA.ICONS.next, "One week on (right arrow)", () => { DA.stop(); DA.seek(DA.state.week + 1); }), button("last", DA.ICONS.last, "Last week (End)", () => { DA.stop(); DA.seek(DA.lastWeek()); })),
      DA.h("div", { class: "scrub" }, this.marks, this.slide), this.jump, this.speed,
    );
    DA.on("begin", () => this.update());
    DA.on("week", () => this.update());
    DA.on("weeks", () => this.chapters());
    DA.on("playing", () => this.update());
    new ResizeObserver(() => this.chapters(true)).observe(this.slide);
  }
  update() {
    const { state } = DA;
    this.playing.querySelector("path").setAttribute("d", state.playing ? DA.ICONS.pause : DA.ICONS.play);
    this.playing.setAttribute("aria-label", state.playing ? "Pause (space)" : "Play (space)");
    this.slide.max = String(Math.max(1, DA.lastWeek()));
    this.slide.value = String(state.week);
    const arm = state.arms[0];
    if (arm) this.slide.setAttribute("aria-valuetext", `${DA.unitOf(arm.head)} ${state.week + 1} of ${DA.lastWeek() + 1}, ${DA.dateOf(arm.head, state.week)}`);
    this.speed.value = String(state.speed);
    this.chapters();
  }
  chapters(anew = false) {
    const found = DA.chapters();
    const last = Math.max(1, DA.lastWeek());
    const wide = this.slide.clientWidth;
    const now = JSON.stringify([found.map(({ week, kind }) => [week, kind]), last, wide, DA.state.arms[0]?.head.seed]);
    if (now === this.was && !anew) return;
    this.was = now;
    DA.set(DA.empty(this.marks), { viewBox: `0 0 ${Math.max(wide, 1)} 14` });
    const shapes = { good: "M0,1L6,12L-6,12Z", bad: "M-5,2L5,12M5,2L-5,12", talks: "M0,3A4,4 0 1 1 -.1,3Z", end: "M-4,2H4V12H-4Z" };
    // where two would lie on each other, what is signed or broken has the place; the list names them all
    const places = [];
    const order = [...found].sort((one, other) => (one.kind === "talks") - (other.kind === "talks"));
    for (const { week, text, kind } of order) {
      const x = 8 + ((wide - 16) * week) / last;
      if (places.some((place) => Math.abs(place - x) < 10)) continue;
      places.push(x);
      const mark = DA.s("g", { class: `chapter ${kind}`, transform: `translate(${x.toFixed(1)},0)` }, DA.s("rect", { x: -8, width: 16, height: 14, fill: "transparent" }), DA.s("path", { d: shapes[kind] }));
      mark.addEventListener("click", () => { DA.stop(); DA.seek(week); });
      this.marks.append(DA.tip(mark, { title: `${DA.capital(DA.unitOf(DA.state.arms[0].head))} ${week + 1}`, text, rule: "" }));
    }
    DA.empty(this.jump).append(DA.h("option", { value: "-1", text: `Chapters (${found.length})` }), ...found.map(({ week, text }) => DA.h("option", { value: String(week), text: `${week + 1}: ${text.length > 90 ? `${text.slice(0, 90).trimEnd()} …` : text}` })));
  }
};
DA.setSpeed = (speed) => {
  DA.state.speed = speed;
  DA.emit("playing");
};
DA.stop = () => {
  if (!DA.state.playing) return;
  DA.state.playing = false;
  DA.emit("playing");
  DA.tell();
};
DA.toggle = () => {
  const { state } = DA;
  if (state.playing) { DA.stop(); return; }
  if (!state.arms.length) return;
  if (state.over && state.week >= DA.known() - 1) DA.show(0);
  state.playing = true;
  state.resting = false;
  DA.emit("playing");
  due = performance.now() + (state.speed === DA.STORY ? 300 : 0);
  DA.tick(performance.now());
};
// goes to a week; a live page asks for those that are not there yet and goes on when they come
DA.wanted = null;
DA.seek = (week) => {
  const to = DA.clamp(week, 0, DA.lastWeek());
  DA.state.stoppedAt = -1;
  DA.wanted = to > DA.known() - 1 ? to : null;
  if (DA.wanted !== null) DA.emit("need", to);
  DA.show(Math.min(to, DA.known() - 1));
  if (!DA.state.playing) DA.tell();
};
DA.arrived = () => {
  if (DA.wanted === null) return;
  const to = Math.min(DA.wanted, DA.lastWeek());
  if (to <= DA.known() - 1 || DA.state.over) DA.wanted = null;
  else DA.emit("need", to);
  DA.show(Math.min(to, DA.known() - 1));
  if (DA.wanted === null && !DA.state.playing) DA.tell();
};
let due = 0;
DA.tick = (now) => {
  const { state } = DA;
  if (!state.playing) return;
  if (now >= due) {
    if (state.week < DA.known() - 1) DA.show(state.week + 1);
    else if (state.over) { DA.stop(); DA.emit("stopped"); return; }
    if (!state.over) DA.emit("need", state.week + (state.speed === DA.STORY ? 24 : Math.max(24, Math.ceil(state.speed * 3))));
    if (state.week === DA.known() - 1 && state.over) { DA.stop(); DA.emit("stopped"); return; }
    if (DA.stopsHere() && state.stoppedAt !== state.week) { state.stoppedAt = state.week; DA.stop(); DA.emit("stopped"); return; }
    // a step that comes late does not make the next one early, except within one step
    due = Math.max(due + DA.interval(), now);
  }
  requestAnimationFrame(DA.tick);
};

// The front door: lessons over the same page. A lesson is a small text file; here it is walked through.
"use strict";
DA.lesson = { all: [], current: null, at: 0, turn: 0, guess: null, lit: [] };
DA.lesson.KEY = "diplomacy_abm.lessons";
DA.lesson.kept = () => { try { return { at: {}, done: [], ...JSON.parse(localStorage.getItem(DA.lesson.KEY) ?? "{}") }; } catch { return { at: {}, done: [] }; } };
DA.lesson.keep = (change) => { try { localStorage.setItem(DA.lesson.KEY, JSON.stringify({ ...DA.lesson.kept(), ...change })); } catch { /* a file may have no storage */ } };
DA.lesson.PLACES = { network: ".space", ladder: ".ladder", front: ".front", story: "#story", series: "#series", side: "#side", transport: "#transport", card: "#card", pairs: "#pairs", standing: ".standing" };
DA.lesson.live = () => Boolean(DA.live?.hello);

// the week that a step names, once it has been played; null if there is none
DA.lesson.find = async (spec, turn) => {
  const { state } = DA;
  const [which, move] = spec.split(" ");
  const known = async () => {
    if (state.over) return false;
    const next = new Promise((done) => { const once = () => { if (!once.gone) { once.gone = true; done(); } }; DA.lesson.waits = once; });
    DA.emit("need", DA.lastWeek());
    await next;
    return DA.lesson.turn === turn;
  };
  if (/^\d+$/.test(which)) return Math.min(Number(which) - 1, DA.lastWeek());
  if (which === "start") return 0;
  if (which !== "first") while (await known());
  // the first week has nothing before it to compare with
  for (let week = 1; ; week += 1) {
    while (week >= DA.known()) if (!(await known())) return which === "end" || which === "last" ? DA.lesson.last(move) : null;
    if (which === "first" && DA.eventsOf(state.arms[0], week).some((event) => event.move === move)) return week;
  }
};
DA.lesson.last = (move) => {
  const arm = DA.state.arms[0];
  if (!move) return arm.weeks.length - 1;
  for (let week = arm.weeks.length - 1; week >= 0; week -= 1) if (DA.eventsOf(arm, week).some((event) => event.move === move)) return week;
  return null;
};
DA.on("weeks", () => { DA.lesson.waits?.(); });

// what the page works out itself
DA.lesson.tells = {
  belief: (arm, week) => {
    const sent = DA.eventsOf(arm, week).filter(({ move }) => move === "message" || move === "shuttle");
    const rows = [];
    for (const [i, j] of arm.pairs("belief_mean")) {
      const sender = sent.find(({ target }) => target === i) ?? sent[0];
      const [before, after] = [week - 1, week].map((at) => [arm.get(at, "belief_mean", i, j), arm.get(at, "belief_sd", i, j)]);
      if (!sender || week < 1 || after[0] === null || before[0] === null) continue;
      const moved = after[0] - before[0];
      rows.push([Math.abs(moved) + Math.abs(after[1] - before[1]), `${arm.name(i)} believed that the war costs ${arm.name(j)} ${DA.num(before[0], 3)} of all that is at stake, give or take ${DA.num(before[1], 3)}. After this week, by the message and by what it saw of the fighting: ${DA.num(after[0], 3)}, give or take ${DA.num(after[1], 3)}.`, arm.get(week, "private_cost", j)]);
    }
    if (!rows.length) return "In this course nobody carries a message in a week that can be shown.";
    rows.sort((one, other) => other[0] - one[0]);
    const carried = sent.map(({ actor, target }) => `${arm.name(actor)} to ${target >= 0 ? arm.name(target) : "both"}`);
    return `${DA.capital(DA.unitOf(arm.head))} ${week + 1}: ${[...new Set(carried)].join(", ")}. ${rows[0][1]}${rows[0][2] === null ? "" : ` The truth is ${DA.num(rows[0][2], 3)}.`}`;
  },
  verdict: (arm) => { const end = arm.weeks[arm.weeks.length - 1].z; return end ? `This course ended as: ${DA.outcomeName(end.outcome)}.` : "This course has not come to its end."; },
  arms: (arm, week) => arm.head.leads.map((lead, k) => `${arm.name(lead)} has ${DA.num(arm.get(week, "capability", lead))} of strength, and ${DA.num(arm.get(week, k ? "pipeline_b" : "pipeline_a"), 3)} more is due within a year.`).join(" "),
  zone: (arm, week) => { const width = arm.get(week, "zone"); return width === null ? "" : width >= 0 ? `This week there are deals that both would sign, ${DA.num(width, 3)} of the stake wide.` : `This week no deal is better than the war for both: ${DA.num(-width, 3)} of the stake is missing.`; },
  parting: () => { const { parting } = DA.state; return parting === null ? "So far the two go the same way." : `The two part in week ${parting + 1}.`; },
};

DA.LessonView = class {
  constructor(root) {
    this.root = root;
    this.texts = JSON.parse(DA.byId("lesson-texts")?.textContent ?? "[]");
    DA.byId("lessons").addEventListener("click", () => (DA.lesson.current ? this.leave() : root.hidden ? this.menu(true) : this.shut()));
    for (const what of ["week", "drawn", "pairs"]) DA.on(what, () => this.light());
    DA.on("pairs", (said) => this.answered(said));
    DA.on("pairs-failed", (said) => { const place = DA.byId("lesson-answer"); if (place) place.textContent = said.text; });
    DA.on("progress", (said) => { const place = DA.byId("lesson-answer"); if (place && DA.pairs?.waiting && (said.for ?? "pairs") === "pairs") place.textContent = DA.progressText(said, said.of); });
  }
  get offered() { return this.texts; }
  open(kind) {
    document.body.dataset.lesson = kind;
    this.root.hidden = false;
    return DA.empty(this.root);
  }
  shut() {
    DA.lesson.turn += 1;
    DA.lesson.current = null;
    delete document.body.dataset.lesson;
    this.root.hidden = true;
    this.light();
    DA.lesson.keep({ door: "closed" });
    DA.emit("lesson");
  }
  leave() {
    this.shut();
    DA.byId("play").focus();
  }
  // the front door of whoever comes for the first time
  door(asked) {
    if (DA.lesson.kept().door === "closed" || DA.address.came || DA.live?.hello?.seat || !this.offered.length) {
      const [name, step] = (asked.lesson ?? "").split(".");
      const lesson = this.offered.find((each) => each.name === name);
      if (lesson) this.start(lesson, Number(step) - 1 || 0);
      return;
    }
    this.menu();
  }
  menu(focus = false) {
    const { at, done } = DA.lesson.kept();
    const root = this.open("menu");
    const item = (lesson, k) => {
      const here = at[lesson.name] ?? 0;
      const text = here > 0 ? `Go on at ${here + 1} of ${lesson.steps.length}` : done.includes(lesson.name) ? "Again" : "Start";
      return DA.h("li", {}, DA.h("div", {}, DA.h("h3", { text: lesson.title }), DA.h("p", { class: "faint", text: `${lesson.about} ${lesson.minutes} minutes.${done.includes(lesson.name) ? " Done." : ""}` })), DA.h("p", {}, DA.h("button", { type: "button", class: k ? "" : "main", text, "aria-label": `${text}: ${lesson.title}`, onclick: () => this.start(lesson, here) }), here > 0 ? DA.h("button", { type: "button", class: "plain", text: "from the beginning", "aria-label": `From the beginning: ${lesson.title}`, onclick: () => this.start(lesson, 0) }) : null));
    };
    root.append(DA.h("h2", { id: "lesson-title", tabindex: "-1", text: "Can somebody in between end a war?" }), DA.h("p", { text: "This page plays wars week by week, with mediators in them. A lesson shows what is what, lets you guess, and plays a thousand pairs of wars to answer." }), DA.h("ul", { class: "lesson-list" }, this.offered.map(item)), DA.h("p", { class: "row lesson-go" }, DA.h("button", { type: "button", id: "lesson-skip", text: "Just look around", onclick: () => this.leave() }), DA.h("span", { class: "faint", text: "They stay under Lessons." })));
    if (focus) root.querySelector("h2").focus();
  }
  start(lesson, at) {
    DA.lesson.current = lesson;
    this.go(DA.clamp(at, 0, lesson.steps.length - 1));
  }
  go(at) {
    const lesson = DA.lesson.current;
    if (at >= lesson.steps.length) {
      const kept = DA.lesson.kept();
      DA.lesson.keep({ at: { ...kept.at, [lesson.name]: 0 }, done: [...new Set([...kept.done, lesson.name])] });
      DA.lesson.current = null;
      this.menu(true);
      DA.say(`The lesson “${lesson.title}” is done.`);
      this.light();
      return;
    }
    DA.lesson.at = at;
    DA.lesson.keep({ door: "closed", at: { ...DA.lesson.kept().at, [lesson.name]: at } });
    this.draw(lesson, at);
    this.enter(lesson.steps[at], (DA.lesson.turn += 1));
    DA.emit("lesson");
  }
  draw(lesson, at) {
    const step = lesson.steps[at];
    const root = this.open("step");
    const last = at === lesson.steps.length - 1;
    const heading = DA.h("h2", { id: "lesson-title", tabindex: "-1", text: step.title });
    root.append(
      DA.h("p", { class: "kicker" }, `${lesson.title}: ${at + 1} of ${lesson.steps.length}`, DA.h("progress", { max: lesson.steps.length, value: at + 1, "aria-label": "How far the lesson is" })),
      DA.h("div", { class: "lesson-body", tabindex: "0", role: "region", "aria-label": "This step" }, heading, step.pairs ? DA.h("p", { class: "sentence", id: "lesson-answer", role: "status", text: "The pairs are being played …" }) : null, step.text.map((text) => DA.h("p", { text })), DA.h("p", { class: "told", id: "lesson-told", role: "status" }), step.ask ? this.question(step) : null),
      DA.h("p", { class: "row lesson-go" }, DA.h("button", { type: "button", id: "lesson-back", text: "Back", disabled: at === 0, onclick: () => this.go(at - 1) }), step.sit ? DA.h("button", { type: "button", id: "lesson-sit", text: `Sit down as ${DA.state.arms[0]?.called(step.sit) ?? step.sit}`, onclick: () => this.sit(step.sit) }) : null, DA.h("button", { type: "button", class: "main", id: "lesson-next", text: last ? "Done" : "Next", onclick: () => this.go(at + 1) }), DA.h("button", { type: "button", id: "lesson-leave", class: "plain", text: "leave the lesson", onclick: () => this.leave() })));
    heading.focus({ preventScroll: true });
  }
  question(step) {
    const reply = DA.h("p", { class: "told", role: "status" });
    const name = `guess-${DA.lesson.at}`;
    return DA.h("fieldset", { class: "menu" }, DA.h("legend", { text: step.ask }), step.answers.map(([text, told]) => DA.h("label", { class: "option guess" }, DA.h("input", { type: "radio", name, onchange: () => { DA.lesson.guess = text; reply.textContent = told; } }), DA.h("span", { text }))), reply);
  }
  // brings the page to where a step wants it; a step that is left meanwhile changes nothing any more
  async enter(step, turn) {
    const here = () => DA.lesson.turn === turn;
    DA.stop();
    if (step.scenario || step.change !== undefined || step.beside || step.seed !== undefined || step.run !== undefined) {
      if (!(await this.begin(step, here))) return;
    }
    if (step.lane && DA.laneOf(step.lane)) { DA.byId("lane").value = step.lane; DA.emit("band"); }
    if (step.week) {
      const week = await DA.lesson.find(step.week, turn);
      if (!here()) return;
      if (week !== null) DA.seek(week);
      await this.there(week);
    }
    if (!here()) return;
    document.body.dataset.lit = step.pairs ? "pairs" : (step.highlight ?? []).includes("story") || !step.panel ? "story" : "side";
    if (step.panel) DA.emit("open", step.panel);
    if (step.actor && DA.state.arms.length) { const i = DA.state.arms[0].index(step.actor); if (i >= 0) DA.choose(i); }
    if (step.tell) this.tell(step.tell);
    this.light(true);
    if (step.pairs) this.ask(step);
    else DA.emit("pairs-away");
    if (step.play && !DA.state.playing) DA.toggle();
  }
  there(week) { return week !== null && DA.wanted !== null ? new Promise((done) => { DA.lesson.waits = () => { if (DA.wanted === null) done(); }; }) : null; }
  tell(kind) {
    const arm = DA.state.arms[0];
    const place = DA.byId("lesson-told");
    if (place && arm?.weeks.length) place.textContent = DA.lesson.tells[kind](arm, DA.weekOf(arm));
  }
  begin(step, here) {
    if (!DA.lesson.live()) return true;
    const empty = { parameters: {}, policies: {}, settings: {}, without: [] };
    const now = JSON.stringify(DA.setup);
    if (step.scenario) Object.assign(DA.setup, { scenario: step.scenario, seed: step.seed ?? null, run: step.run ?? 0, steps: null, added: [], beside: null, ...empty });
    if (step.change !== undefined) Object.assign(DA.setup, empty, step.change);
    DA.setup.beside = step.beside ?? null;
    if (now === JSON.stringify(DA.setup) && DA.known()) return true;
    const came = new Promise((done) => { DA.lesson.waits = () => done(here()); });
    DA.live.begin({ keep: false });
    return came;
  }
  ask(step) {
    if (!DA.lesson.live()) { DA.pairs.tell(step.pairs, step.question ?? "talks"); return; }
    DA.pairs.ask(step.pairs, { question: step.question ?? "talks" });
  }
  answered(said) {
    const place = DA.byId("lesson-answer");
    if (!place) return;
    DA.empty(place).append(DA.lesson.guess ? `You guessed: ${DA.lesson.guess.toLowerCase()}. ` : "", ...DA.pairsTold(said), ` ${DA.PAIRS_CAVEAT}`);
  }
  sit(label) {
    this.shut();
    DA.emit("open", "seat");
    const pick = DA.byId("seat-pick");
    if (pick) pick.value = label;
    DA.byId("seat-go")?.focus();
  }
  light(scroll = false) {
    for (const el of document.querySelectorAll(".lit")) el.classList.remove("lit");
    const step = DA.lesson.current?.steps[DA.lesson.at];
    for (const word of step?.highlight ?? []) {
      for (const el of document.querySelectorAll(DA.lesson.PLACES[word] ?? `.disc[data-actor="${CSS.escape(word)}"]`)) {
        el.classList.add("lit");
        if (scroll === true && DA.small()) el.scrollIntoView({ block: "center" });
      }
    }
  }
};

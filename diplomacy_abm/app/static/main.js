// Puts the page together, live or as a replay.
"use strict";
DA.Boards = class {
  constructor(root) {
    this.root = root;
    this.boards = [];
    this.standing = DA.h("p", { class: "standing" });
    this.legend = DA.h("details", { class: "legends", open: true }, DA.h("summary", { text: "What the signs mean" }), DA.legendOfMoves(), DA.legendOfTies());
    // a bigger window gets bigger boards, not only more room around them
    new ResizeObserver(() => {
      const size = `${root.clientWidth}x${root.clientHeight}`;
      if (this.boards.length && size !== this.was && (innerWidth !== this.wide || this.stale)) this.build();
    }).observe(root);
  }
  build() {
    const { arms } = DA.state;
    DA.empty(this.root).append(this.standing);
    this.standing.textContent = DA.standing(arms[0]);
    this.wide = innerWidth;
    this.root.classList.toggle("two", arms.length > 1);
    this.boards = arms.map((arm, k) => {
      const parts = [new DA.Ladder(arm), null, new DA.Front(arm)];
      const space = DA.h("div", { class: "space" });
      const title = arms.length > 1 ? DA.h("h2", {}, DA.h("b", { text: k ? "Right" : "Left" }), ` ${DA.aboutOf(arm)}`) : null;
      this.root.append(DA.h("div", { class: title ? "board titled" : "board" }, title, parts[0].root, space, parts[2].root));
      return { arm, parts, space };
    });
    this.root.append(this.legend);
    // only now is it known how much room the networks have, with the words above and below them
    for (const { arm, parts } of this.boards) if (DA.weekOf(arm) >= 0) [parts[0], parts[2]].forEach((part) => part.update(DA.weekOf(arm)));
    for (const board of this.boards) {
      const { clientWidth, clientHeight } = board.space;
      board.parts[1] = new DA.Network(board.arm, clientWidth, Math.max(clientHeight, 250));
      board.space.append(board.parts[1].svg);
    }
    this.was = `${this.root.clientWidth}x${this.root.clientHeight}`;
    this.stale = false;
    this.update();
    DA.emit("drawn");
  }
  update() {
    const { state } = DA;
    const interval = state.playing ? DA.interval() : 1200;
    for (const { arm, parts } of this.boards) {
      const week = DA.weekOf(arm);
      if (week < 0) continue;
      const parted = state.arms.length > 1 && state.parting === state.week;
      parts[1].svg.closest(".board").classList.toggle("parts", parted);
      parts[0].update(week);
      parts[1].update(week, interval);
      parts[2].update(week);
    }
  }
};

// the panel at the side: what every page has, and what only a live one can do
DA.panels = (replayed) => {
  const tabs = new DA.Tabs(DA.byId("side"));
  const views = { table: new DA.Table(), arms: new DA.ArmsView(), actor: new DA.ActorView() };
  let look = 0;
  const look2 = DA.h("p", { class: "row look", hidden: true }, ["Left", "Right"].map((text, k) => DA.h("button", { type: "button", text, "aria-pressed": k === 0, onclick: () => { look = k; tabs.update(); } })));
  const shown = (view) => () => {
    const arm = DA.state.arms[Math.min(look, DA.state.arms.length - 1)];
    look2.hidden = DA.state.arms.length < 2;
    look2.querySelectorAll("button").forEach((button, k) => button.setAttribute("aria-pressed", String(k === look)));
    view.root.before(look2);
    if (arm && arm.weeks.length) view.update(arm, DA.weekOf(arm));
  };
  DA.on("begin", () => { look = 0; });
  for (const [name, title] of [["table", "Table"], ["arms", "Arms"], ["actor", "Actor"]]) tabs.add(name, title, views[name].root, { update: shown(views[name]) });
  const compare = new DA.Compare(replayed);
  if (replayed) {
    tabs.add("compare", "Compare", compare.root, { shown: () => DA.state.arms.length > 1 || DA.state.answers?.length > 0, update: () => compare.update() });
    DA.on("begin", () => tabs.refresh());
    return tabs;
  }
  const controls = new DA.Controls();
  const crowd = new DA.Crowd();
  const seat = new DA.Seat();
  const free = () => !DA.state.seat;
  DA.pairs.listen();
  DA.whys.listen();
  tabs.add("change", "Change", controls.root, { shown: free });
  tabs.add("compare", "Compare", compare.root, { shown: free, update: () => compare.update() });
  tabs.add("crowd", "Many runs", crowd.root, { shown: free });
  tabs.add("seat", "Seat", seat.root, { update: () => seat.update() });
  DA.on("hello", () => { controls.build(); });
  DA.on("seat", () => { if (tabs.current === "seat") tabs.update(); });
  DA.on("begin", () => { tabs.refresh(); compare.build(); if (tabs.current === "seat") tabs.update(); });
  return tabs;
};
// light or dark, and large for a room
DA.looks = (boards) => {
  const setTheme = (name) => {
    document.documentElement.dataset.theme = name;
    const button = DA.byId("theme");
    button.textContent = name === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-pressed", String(name === "dark"));
    DA.emit("theme");
    if (boards.boards.length) boards.update();
    try { localStorage.setItem("diplomacy_abm.theme", name); } catch { /* a file may have no storage */ }
  };
  DA.byId("theme").addEventListener("click", () => setTheme(DA.theme() === "dark" ? "light" : "dark"));
  let kept = null;
  try { kept = localStorage.getItem("diplomacy_abm.theme"); } catch { /* as above */ }
  setTheme(kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const room = DA.byId("lecture");
  room.addEventListener("click", () => {
    const on = document.body.classList.toggle("room");
    room.setAttribute("aria-pressed", String(on));
    boards.legend.open = !on && !DA.small();
    // the letters of all that stands around the boards come first: they say how much room is left
    DA.emit("room");
    DA.emit("band");
    if (boards.boards.length) boards.build();
  });
  boards.legend.open = !DA.small();
  boards.legend.addEventListener("toggle", () => { if (boards.boards.length && !DA.small()) boards.build(); });
};
DA.start = () => {
  DA.byId("broken").remove();
  const replayed = DA.byId("document");
  const boards = new DA.Boards(DA.byId("stage"));
  const story = new DA.Story(DA.byId("story"));
  const tabs = DA.panels(Boolean(replayed));
  const series = new DA.Series(DA.byId("series"));
  new DA.Transport(DA.byId("transport"));
  new DA.Card(DA.byId("card"));
  new DA.PairsView(DA.byId("pairs"));
  DA.door = new DA.LessonView(DA.byId("lesson"));
  DA.share.build(Boolean(replayed));
  let fresh = false;
  DA.on("begin", () => { fresh = true; });
  DA.on("weeks", () => {
    if (fresh && DA.known()) { fresh = false; boards.build(); }
    series.draw();
  });
  // the panel follows a fast run a few times a second; the boards at every step
  let later = 0, lastPanel = 0;
  const panel = () => {
    clearTimeout(later);
    const wait = DA.state.playing ? 250 - (performance.now() - lastPanel) : 0;
    const draw = () => {
      lastPanel = performance.now();
      story.update();
      if (["table", "arms", "actor", "compare"].includes(tabs.current)) tabs.update();
    };
    if (wait > 0) later = setTimeout(draw, wait);
    else draw();
  };
  DA.on("week", () => {
    const { state } = DA;
    if (!fresh) boards.update();
    series.move();
    panel();
    if (DA.state.playing && DA.interval() >= 1500) DA.tell();
  });
  DA.on("playing", panel);
  DA.on("rested", () => { if (!fresh) boards.update(); });
  DA.on("marked", () => { if (!fresh) boards.update(); });
  DA.on("actor", () => {
    if (!fresh) boards.update();
    if (DA.state.actor !== null) { tabs.open("actor"); DA.sheet(true); }
  });
  DA.on("why", () => {
    const asked = document.activeElement?.dataset.why;
    if (["actor", "seat"].includes(tabs.current)) tabs.update();
    // who asked by keyboard stays where the answer comes
    if (asked) (document.querySelector(`[data-why="${CSS.escape(asked)}"]`) ?? document.querySelector(".whys"))?.focus();
  });
  DA.on("band", () => series.draw());
  DA.on("open", (name) => { if (tabs.names.includes(name)) tabs.open(name); });
  DA.looks(boards);
  DA.keyboard(tabs);
  tabs.open("table");
  if (replayed) DA.replay(JSON.parse(replayed.textContent));
  else DA.live.open();
};
// on a phone the panel is a sheet over the page while an actor is looked at
DA.sheet = (on) => {
  document.body.classList.toggle("sheet", on && DA.small());
};
DA.arrive = (found) => {
  if (found.panel && found.panel !== "seat") DA.emit("open", found.panel);
  DA.address.look(found);
  DA.door.door(found);
};
DA.replay = (doc) => {
  if (doc.format !== DA.FORMAT) { DA.note(`This page reads format ${DA.FORMAT}, and the run in it has ${doc.format}.`, "bad"); return; }
  DA.state.over = true;
  DA.state.answers = doc.answers;
  DA.begin(doc.arms.map(({ head }) => head));
  doc.arms.forEach(({ weeks, turns }, k) => { DA.unpack(weeks).forEach((week) => DA.state.arms[k].add(week)); DA.state.arms[k].tell(turns); });
  DA.state.parting = doc.parting;
  DA.state.seen = DA.known() - 1;
  DA.emit("weeks");
  const found = DA.address.read();
  DA.show((found.week ?? 1) - 1);
  DA.arrive(found);
  if (doc.notes.length) DA.note(doc.notes.join(" "));
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", DA.start);
else DA.start();

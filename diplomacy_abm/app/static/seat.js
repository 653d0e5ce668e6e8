// A seat at the table: a briefing, the legal moves with what they mean, a choice; others may hold other seats.
"use strict";
DA.seat = { code: null, label: null, briefing: null, seats: [], over: false, week: 0, picked: {}, meanings: {}, ending: null, weeks: 0, did: [], advised: false };

// who plays in this browser: a seat belongs to it for good, so nobody reads one side and then plays the other
DA.seat.token = () => {
  const made = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (x) => x.toString(16).padStart(2, "0")).join("");
  try {
    const kept = localStorage.getItem("diplomacy_abm.player") || made();
    localStorage.setItem("diplomacy_abm.player", kept);
    return kept;
  } catch { return (DA.seat.made ||= made()); }
};
// where a reload finds the game again; the address alone lets nobody in
DA.seat.remember = () => {
  const { code, label } = DA.seat;
  history.replaceState(null, "", code ? `#game=${code}&seat=${label}` : location.pathname);
};
DA.seat.rejoin = () => {
  const named = new URLSearchParams(location.hash.slice(1));
  if (named.get("game") && named.get("seat")) {
    DA.seat.join(named.get("game"), named.get("seat"));
    return true;
  }
  if (!DA.live.hello.seat) return false;
  DA.seat.host(DA.live.hello.seat);
  return true;
};
DA.seat.join = (code, seat) => {
  Object.assign(DA.seat, { trying: true, ours: false });
  DA.live.send({ do: "join", code, seat, token: DA.seat.token() });
};
// a game has luck of its own: neither the seed nor the run that was watched
DA.seat.host = (label, open = false) => {
  const { scenario, steps, added } = DA.setup;
  const message = { do: "host", scenario, added, seat: label, open, token: DA.seat.token(), ...DA.live.changes() };
  if (steps !== null) message.steps = steps;
  DA.stop();
  DA.wanted = null;
  // the setup of this page is that of the game, until it is come back to
  Object.assign(DA.seat, { trying: true, ours: true });
  DA.live.send(message);
};
// whoever sits in a game is asked before another run takes its place; true if it was asked
DA.seat.asks = (deed) => {
  if (!DA.state.seat) return false;
  DA.note(`You sit in game ${DA.seat.code}. Another run on this page leaves it; you come back to it by its code.`);
  const go = DA.h("button", { id: "leave-game", type: "button", text: "Leave the game", onclick: () => { DA.note(""); DA.seat.away(); deed(); } });
  DA.byId("notes").append(go);
  go.focus();
  return true;
};
DA.seat.away = () => {
  DA.live.send({ do: "leave" });
  Object.assign(DA.seat, { code: null, label: null, briefing: null });
  DA.state.seat = null;
  DA.seat.remember();
};
// in the last week of a game that goes on there is nothing to play but one's own move
DA.seat.toggle = DA.toggle;
DA.toggle = () => {
  const { state, seat } = DA;
  if (state.seat && !seat.over && !state.playing && state.week >= DA.known() - 1) { DA.live.wrong = true; DA.note("Choose your moves and play the week; there is nothing to play ahead of you."); return; }
  seat.toggle();
};
// what a seat is about comes first
DA.ORDER = ["mediation", "diplomatic", "military", "support", "humanitarian"];
DA.Seat = class {
  constructor() {
    this.root = DA.h("div", { class: "seat" });
    const { handlers } = DA.live;
    handlers.game = (said) => this.joined(said);
    handlers.played = (said) => this.played(said);
    handlers.seats = (said) => { DA.seat.seats = said.seats; DA.emit("seat"); };
    handlers.revealed = (said) => this.revealed(said);
    handlers.ending = (said) => { DA.seat.ending = said; this.update(); };
    DA.on("progress", (said) => { const place = DA.byId("ending-state"); if (place) place.textContent = DA.progressText(said, 1000); });
    DA.on("error", (said) => this.failed(said));
  }
  // a game that cannot be joined any more leaves the page with a run of its own
  failed(said) {
    if (said.re === "choose" || said.re === "go_on") this.update();
    if (said.re === "seat") this.stood();
    if (!DA.seat.trying || !["join", "host"].includes(said.re)) return;
    DA.seat.trying = false;
    if (!DA.state.arms.length) DA.live.begin({ keep: false });
  }
  // the same player went on in another tab
  stood() {
    Object.assign(DA.seat, { code: null, label: null, briefing: null });
    DA.state.seat = null;
    this.update();
  }
  take(said) {
    Object.assign(DA.seat, { code: said.code, label: said.seat, briefing: said.briefing, seats: said.seats, over: said.over, week: said.week, picked: {}, sent: false, advised: false, did: said.did ?? [] });
  }
  joined(said) {
    this.take(said);
    Object.assign(DA.seat, { trying: false, meanings: said.meanings, ending: null, weeks: said.weeks.length });
    DA.seat.remember();
    Object.assign(DA.state, { live: true, over: true, band: null, seat: { code: said.code, label: said.seat } });
    DA.begin([said.head], { keepActor: false });
    const weeks = said.weeks.length ? said.weeks : [{ ...said.opening, s: "No week has been played yet. Read your briefing and choose." }];
    weeks.forEach((week) => DA.state.arms[0].add(week));
    DA.state.arms[0].tell(said.turns);
    DA.emit("weeks");
    DA.show(DA.known() - 1);
    DA.emit("open", "seat");
    DA.emit("pairs-away");
  }
  played(said) {
    const arm = DA.state.arms[0];
    if (!DA.seat.weeks) arm.weeks.length = 0;
    DA.seat.weeks += said.weeks.length;
    said.weeks.forEach((week) => arm.add(week));
    arm.tell(said.turns);
    this.take(said);
    DA.emit("weeks");
    DA.show(DA.known() - 1);
    DA.emit("seat");
    DA.tell();
  }
  revealed(said) {
    const { week } = DA.state;
    DA.begin([said.head], { keepActor: false });
    said.weeks.forEach((one) => DA.state.arms[0].add(one));
    DA.state.arms[0].tell(said.turns);
    DA.emit("weeks");
    DA.show(week);
    DA.emit("seat");
    DA.note("The game is over: what was hidden is shown now. Click any actor to see what it wanted and weighed.");
  }
  leave() {
    DA.seat.away();
    DA.live.begin({ keep: false });
  }

  update() {
    const root = DA.empty(this.root);
    if (!DA.state.seat) { root.append(...this.lobby()); return; }
    root.append(this.company());
    if (DA.seat.over) root.append(...this.end());
    else if (DA.seat.briefing) root.append(...[this.goals(), this.did()].filter(Boolean), ...this.menus(), ...this.briefing());
  }
  lobby() {
    const offer = DA.live.hello?.scenarios.find(({ name }) => name === DA.setup.scenario);
    if (!offer) return [];
    const seats = offer.actors.filter(({ seats: held, label }) => !(held.length === 1 && held[0] === "observer") && !DA.setup.without.includes(label));
    const pick = DA.h("select", { id: "seat-pick", "aria-label": "Seat" }, seats.map(({ label, name, seats: held }) => DA.h("option", { value: label, text: `${label} – ${name} (${held.join(", ")})` })));
    pick.value = seats.find(({ seats: held }) => held.includes("mediator"))?.label ?? seats[0].label;
    const code = DA.h("input", { id: "join-code", "aria-label": "Code of the game", placeholder: "code", size: 8, maxlength: 6, autocapitalize: "characters" });
    const open = DA.h("input", { id: "seat-open", type: "checkbox" });
    const where = DA.h("input", { id: "join-seat", "aria-label": "Seat to take", placeholder: "UKR", size: 6, maxlength: 12 });
    return [
      DA.h("p", { text: "Take a seat: you see only what that actor may know, you get its legal moves, and what you choose is played under the rules and the luck of everybody else." }),
      DA.h("p", { class: "row" }, pick, DA.h("button", { id: "seat-go", type: "button", class: "main", text: "Take this seat", onclick: () => DA.seat.host(pick.value, open.checked) })),
      DA.h("p", {}, DA.h("label", {}, open, " Others may take other seats by a code")),
      DA.h("p", { class: "faint", text: "The game has luck of its own, not that of the run you watched. A seat belongs to the browser that took it first, and a browser takes one seat of a game." }),
      DA.h("p", { text: "Or join a game by its code, to play another seat of it or to go on with your own:" }),
      DA.h("p", { class: "row" }, code, where, DA.h("button", { id: "join-go", type: "button", text: "Join", onclick: () => DA.seat.join(code.value.trim().toUpperCase(), where.value.trim().toUpperCase()) })),
    ];
  }
  company() {
    const { code, label, seats } = DA.seat;
    const unit = DA.unitOf(DA.state.arms[0].head);
    const name = DA.state.arms[0].called;
    const came = ({ since }) => (since ? ` (a player since ${unit} ${since + 1})` : "");
    const others = seats.filter((seat) => seat.label !== label).map((seat) => `${name(seat.label)}${came(seat)} ${seat.here ? (seat.chosen ? "has chosen" : "is thinking") : "is away"}`);
    return DA.h("p", { class: "company" }, "You are ", DA.h("b", { text: name(label) }), ". Code of this game: ", DA.h("b", { id: "code", text: code }), others.length ? `. ${others.join(", ")}.` : ". You come back to it by this code.", " ", DA.h("button", { type: "button", class: "plain", text: "leave", onclick: () => this.leave() }));
  }
  goals() {
    const { goals } = DA.seat.briefing;
    const named = Object.entries(goals).filter(([, weight]) => weight > 0).sort(([, one], [, other]) => other - one);
    return DA.h("p", { id: "goals" }, DA.h("b", { text: "You want: " }), named.map(([name, weight]) => `${DA.plain(name)} ${DA.pct(weight)}`).join(", "), ".");
  }
  did() {
    const { did, week } = DA.seat;
    if (!did.length) return null;
    return DA.h("section", { id: "did" }, DA.h("h3", { text: `Your moves of ${DA.unitOf(DA.state.arms[0].head)} ${week}, and what came of them` }), DA.h("ul", {}, did.map((text) => DA.h("li", { text }))));
  }
  menus() {
    const { briefing, seats, label, sent, advised } = DA.seat;
    const mine = seats.find((seat) => seat.label === label);
    const sections = Object.entries(briefing.options).sort(([one], [other]) => DA.ORDER.indexOf(one) - DA.ORDER.indexOf(other)).map(([channel, options]) => this.menu(channel, options));
    const others = seats.filter((seat) => seat.label !== label);
    const absent = others.filter(({ here }) => !here);
    const waits = sent || mine?.chosen;
    const unit = DA.unitOf(DA.state.arms[0].head);
    const go = DA.h("button", { id: "choose", type: "button", class: "main", disabled: waits, text: waits ? "Waiting for the others" : `Play this ${unit}`, onclick: () => this.choose() });
    const skip = DA.h("button", { id: "skip", type: "button", disabled: waits, text: `Skip this ${unit}`, title: "Your actor's own policy chooses everything", onclick: () => { DA.seat.picked = {}; this.choose(); } });
    const advice = DA.h("button", { id: "advice", type: "button", "aria-pressed": advised, text: advised ? "Hide the advice" : "Ask for advice", onclick: () => { DA.seat.advised = !advised; this.update(); } });
    const on = waits && absent.length && others.every(({ here, chosen }) => !here || chosen) ? DA.h("button", { id: "go-on", type: "button", text: `Go on without ${absent.map((seat) => DA.state.arms[0].called(seat.label)).join(", ")}`, onclick: () => DA.live.send({ do: "go_on", week: DA.seat.week }) }) : null;
    return [DA.h("h3", { text: `${DA.capital(unit)} ${briefing.step + 1}, ${briefing.date}: your moves` }), DA.h("p", { class: "row go" }, go, skip, advice, on), DA.h("p", { class: "faint", text: "What you leave open, your actor's own policy chooses." }), ...sections];
  }
  menu(channel, options) {
    const { advised, briefing, picked } = DA.seat;
    const best = Math.max(...options.map(({ value }) => value));
    return DA.h("fieldset", { class: "menu" }, DA.h("legend", { text: DA.capital(channel) }), options.map((option, k) => {
      const input = DA.h("input", { type: "radio", name: `menu-${channel}`, value: String(k), checked: k === picked[channel], onchange: () => { picked[channel] = k; } });
      const target = option.target ? ` → ${DA.state.arms[0].called(option.target)}` : "";
      const usual = k === briefing.default[channel] ? " · its own choice" : "";
      const worth = advised ? DA.h("span", { class: `worth${option.value === best ? " best" : ""}`, title: "What it is worth by your own reckoning, and how likely the built-in policy takes it", text: `${DA.signed(option.value, 3)} · ${DA.pct(option.probability)}${usual}` }) : null;
      return DA.h("label", { class: "option" }, input, DA.h("span", {}, DA.h("b", { text: `${DA.plain(option.move)}${target}` }), DA.h("span", { class: "faint", text: ` ${option.meaning}` })), worth);
    }));
  }
  choose() {
    const { picked, week } = DA.seat;
    DA.seat.sent = true;
    DA.live.send({ do: "choose", week, choices: picked });
    this.update();
    DA.seat.sent = false;
  }
  briefing() {
    const { briefing, meanings } = DA.seat;
    const { called } = DA.state.arms[0];
    const value = (v) => (typeof v === "number" ? DA.num(v, Number.isInteger(v) ? 0 : 3) : typeof v === "boolean" ? (v ? "yes" : "no") : v === null ? "nobody" : DA.plain(called(String(v))));
    // in the words of what it means; the name that code gives it is for who asks
    const { sideName } = DA.state.arms[0];
    const fact = (name, v) => DA.tip(DA.h("div", {}, DA.h("dt", { text: DA.capital(meanings[name] ?? DA.plain(name)) }), DA.h("dd", { text: name === "side" ? sideName(v) : value(v) })), { title: DA.capital(meanings[name] ?? DA.plain(name)), text: `In code and files: ${name}.`, rule: "" });
    const list = (table) => DA.h("dl", { class: "facts wide" }, Object.entries(table).filter(([, v]) => typeof v !== "object" || v === null).map(([name, v]) => fact(name, v)));
    const part = (title, body, open = false) => DA.h("details", { class: "group", open }, DA.h("summary", { text: title }), body);
    return [
      part("What you alone know", [list(briefing.own), ...Object.entries(briefing.own.toward).map(([label, table]) => DA.h("div", {}, DA.h("h4", { text: `toward ${called(label)}` }), list(table)))], true),
      part("What everybody knows", [list(briefing.public), ...Object.entries(briefing.public.parties).map(([label, table]) => DA.h("div", {}, DA.h("h4", { text: called(label) }), list(table)))]),
    ];
  }
  score({ score, percentile, usual, same_luck: same, parting }) {
    const left = parting === null ? "You played as it would have." : `You first did otherwise in ${DA.unitOf(DA.state.arms[0].head)} ${parting + 1}.`;
    return `Goals of ${DA.state.arms[0].called(DA.seat.label)} met: ${DA.num(score, 3)}, better than ${DA.num(percentile, 0)} % of its own policy's runs (usually ${DA.num(usual[0], 3)} to ${DA.num(usual[2], 3)}; with the same luck ${DA.num(same, 3)}). ${left}`;
  }
  // the weeks that turned the game, with what moved whom, and what default players did in them
  debrief(turns) {
    const unit = DA.capital(DA.unitOf(DA.state.arms[0].head));
    return DA.h("ol", { id: "debrief", "aria-label": "Turning points of your game" }, turns.map((turn) => DA.h("li", { class: turn.yours ? "own" : "" },
      DA.h("button", { type: "button", class: "plain", text: `${unit} ${turn.week + 1}`, onclick: () => DA.seek(turn.week) }), ` ${turn.text}`,
      [["Why", turn.cause], ["How", turn.broker]].filter(([, text]) => text).map(([head, text]) => DA.h("p", { class: "faint", text: `${head}: ${text}.` })), turn.usual ? DA.h("p", { class: "faint", text: turn.usual }) : null,
      turn.actor ? [DA.whys.button(0, turn.week, turn.actor, turn.yours ? "What did it change?" : "What would have flipped it?"), DA.whys.told(0, turn.week, turn.actor)] : null)));
  }
  end() {
    const { ending } = DA.seat;
    const top = [DA.h("h3", { text: "The game is over" })];
    if (ending) return [...top, this.debrief(ending.debrief ?? []), DA.h("p", { class: "lead", id: "ending", text: `Your game ended as: ${DA.outcomeName(ending.own)}. With the same luck, the built-in policy on your seat would have come to: ${DA.outcomeName(ending.default)}.` }), DA.h("p", { id: "score", text: this.score(ending) }), ...DA.crowdView(DA.seat.ours ? ending : DA.unopened(ending), { own: "your game" })];
    return [...top, DA.h("p", { class: "row" }, DA.h("button", { id: "ending-go", type: "button", class: "main", text: "Compare with 1,000 default runs", onclick: () => { DA.live.send({ do: "ending" }); DA.byId("ending-state").textContent = "asked"; } }), DA.h("span", { id: "ending-state", role: "status" }))];
  }
};

// The line to the server: one socket, one run (or two, or a seat) for this tab alone.
"use strict";
DA.live = { socket: null, hello: null, asking: false, keep: null, handlers: {} };
DA.setup = { scenario: null, seed: null, run: 0, steps: null, parameters: {}, policies: {}, settings: {}, without: [], added: [], beside: null };

DA.live.send = (message) => {
  const { socket } = DA.live;
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
};
DA.live.open = () => {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/ws`);
  DA.live.socket = socket;
  socket.addEventListener("message", (event) => {
    const said = JSON.parse(event.data);
    DA.live.handlers[said.is]?.(said);
    // what went well makes an old complaint moot
    if (DA.live.wrong && !["error", "progress", "seats", "hello"].includes(said.is)) { DA.live.wrong = false; DA.note(""); }
  });
  socket.addEventListener("close", (event) => {
    DA.stop();
    DA.live.asking = false;
    const why = { 4408: "This tab was silent for long, and its run is gone.", 4429: "The server has as many tabs as it takes.", 4430: "Too many messages were sent." }[event.code] || "The server has gone.";
    DA.note(`${why} `, "bad");
    DA.byId("notes").append(DA.h("button", { type: "button", text: "Begin again", onclick: () => { DA.note(""); DA.live.open(); } }));
  });
};
// the changes that make up this run, without what is as the scenario has it
DA.live.changes = () => {
  const { parameters, policies, settings, without } = DA.setup;
  return { parameters, policies, settings, without };
};
DA.live.begin = ({ keep = true } = {}) => {
  if (DA.seat.asks(() => DA.live.begin({ keep }))) return;
  const { scenario, seed, run, steps, added, beside } = DA.setup;
  DA.stop();
  DA.live.keep = keep ? DA.state.week : 0;
  const message = { do: "begin", scenario, run, added, ...DA.live.changes() };
  if (seed !== null) message.seed = seed;
  if (steps !== null) message.steps = steps;
  if (beside) message.beside = beside;
  DA.live.send(message);
};
// weeks come in small parts, so that the first of them is there soon, and somewhat ahead of the eye
DA.live.PART = 8;
DA.live.MOST = 52;
DA.live.AHEAD = 24;
DA.on("need", (to) => {
  const { state, live } = DA;
  live.until = Math.max(live.until ?? 0, to);
  if (!state.live || state.seat || live.asking || state.over || live.until < DA.known()) return;
  live.asking = true;
  live.send({ do: "step", weeks: DA.clamp(live.until - DA.known() + 1, 1, DA.wanted === null ? live.PART : live.MOST) });
});

DA.live.handlers.hello = (said) => {
  DA.live.hello = said;
  DA.setup.scenario ||= said.first;
  const found = DA.live.asked ? null : (DA.live.asked = DA.address.restore());
  DA.emit("hello", said);
  if (!DA.seat.rejoin()) DA.live.begin({ keep: true });
  if (found) DA.live.first = () => { DA.live.first = null; DA.arrive(found); };
};
DA.live.handlers.begin = (said) => {
  const { state } = DA;
  Object.assign(state, { live: true, over: false, seat: null, band: null, seen: 0 });
  DA.live.asking = false;
  DA.begin(said.arms);
  DA.seek(0);
  DA.wanted = Math.min(DA.live.keep ?? 0, DA.lastWeek());
  DA.live.until = 0;
  DA.emit("need", Math.max(DA.wanted, DA.live.AHEAD));
};
DA.live.handlers.weeks = (said) => {
  const { state } = DA;
  DA.live.asking = false;
  said.arms.forEach((weeks, k) => weeks.forEach((week) => state.arms[k].add(week)));
  said.turns.forEach((turns, k) => state.arms[k].tell(turns));
  state.parting = said.parting;
  state.over = said.over;
  DA.emit("weeks");
  DA.live.first?.();
  if (DA.wanted !== null) DA.arrived();
  else if (state.week < 0 || DA.known() === Math.max(...said.arms.map((weeks) => weeks.length))) DA.show(Math.max(0, state.week));
  DA.emit("need", DA.live.until);
};
// what moved whom at the turning points, for who asked
DA.live.handlers.turns = (said) => {
  said.arms.forEach((turns, k) => { DA.state.arms[k].tell(turns); DA.state.arms[k].explained = true; });
  DA.emit("turns");
};
DA.live.handlers.error = (said) => {
  if (said.re === "step" || said.re === "begin") DA.live.asking = false;
  DA.note(said.text, "bad");
  DA.live.wrong = true;
  DA.emit("error", said);
};

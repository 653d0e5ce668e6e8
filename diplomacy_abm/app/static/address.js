// The whole state in the address, so that a reload keeps it and a link passes it on.
"use strict";
// whether somebody came with an address: the page writes one itself before its first weeks are there
DA.address = { later: 0, came: location.hash.length > 1 };
DA.address.PARTS = ["parameters", "policies", "settings", "without", "added", "beside"];
DA.address.filled = (part) => part !== null && part !== undefined && Object.keys(part).length > 0;
DA.address.text = () => {
  const { setup, state } = DA;
  const said = new URLSearchParams();
  const put = (name, value) => { if (value !== null && value !== undefined && value !== "") said.set(name, String(value)); };
  if (DA.live?.hello) {
    put("scenario", setup.scenario);
    put("seed", setup.seed);
    put("run", setup.run || null);
    put("steps", setup.steps);
    const change = Object.fromEntries(DA.address.PARTS.filter((part) => DA.address.filled(setup[part]) || (part === "beside" && setup.beside)).map((part) => [part, setup[part]]));
    if (Object.keys(change).length) put("change", JSON.stringify(change));
  }
  put("week", (DA.wanted ?? state.week) + 1);
  if (state.actor !== null && state.arms.length) put("actor", state.arms[0].label(state.actor));
  put("panel", document.body.dataset.panel);
  put("lane", DA.byId("lane")?.value);
  put("pace", state.speed === DA.STORY ? null : state.speed);
  put("room", document.body.classList.contains("room") ? "1" : null);
  if (DA.lesson?.current) put("lesson", `${DA.lesson.current.name}.${DA.lesson.at + 1}`);
  return `#${said}`;
};
// written a little later, so that a fast run does not write it at every step; a seat writes its own
DA.address.write = () => {
  clearTimeout(DA.address.later);
  DA.address.later = setTimeout(() => {
    if (DA.state.seat || DA.state.playing || !DA.state.arms.length || /(^|[#&])game=/.test(location.hash)) return;
    const text = DA.address.text();
    if (text !== location.hash) history.replaceState(null, "", text);
  }, 250);
};
// what an address asks for; anything in it that is not understood is left out
DA.address.read = () => {
  const said = new URLSearchParams(location.hash.slice(1));
  const whole = (name) => (/^\d{1,19}$/.test(said.get(name) ?? "") ? Number(said.get(name)) : null);
  const found = { scenario: said.get("scenario"), seed: /^\d{1,19}$/.test(said.get("seed") ?? "") ? said.get("seed") : null, run: whole("run") ?? 0, steps: whole("steps"), week: whole("week"), actor: said.get("actor"), panel: said.get("panel"), lane: said.get("lane"), pace: Number(said.get("pace")) || null, room: said.get("room") === "1", lesson: said.get("lesson"), change: {} };
  try {
    const change = JSON.parse(said.get("change") ?? "{}");
    for (const part of DA.address.PARTS) if (change && typeof change[part] === "object" && change[part] !== null) found.change[part] = change[part];
  } catch { /* half an address is still an address */ }
  return found;
};
// before the first run is begun
DA.address.restore = () => {
  const found = DA.address.read();
  const offered = DA.live?.hello?.scenarios.map(({ name }) => name) ?? [];
  if (offered.includes(found.scenario)) {
    Object.assign(DA.setup, { scenario: found.scenario, seed: found.seed, run: found.run, steps: found.steps, ...found.change });
    DA.state.week = Math.max(0, (found.week ?? 1) - 1);
  }
  return found;
};
// once there is a run to be shown
DA.address.look = ({ actor, lane, pace, room }) => {
  const i = actor && DA.state.arms.length ? DA.state.arms[0].index(actor) : -1;
  if (i >= 0) { DA.state.actor = i; DA.emit("marked"); }
  if (lane && DA.laneOf(lane)) { DA.byId("lane").value = lane; DA.emit("band"); }
  if (DA.SPEEDS.includes(pace)) DA.setSpeed(pace);
  if (room) DA.byId("lecture").click();
};
for (const what of ["week", "actor", "playing", "begin", "open", "lane", "lesson", "room", "panel"]) DA.on(what, DA.address.write);

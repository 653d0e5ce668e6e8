// What is shown: which runs, which week, which actor. Everything else listens.
"use strict";
DA.state = { arms: [], week: 0, parting: null, actor: null, playing: false, speed: "story", resting: false, live: false, seat: null, band: null, over: true };

DA.known = () => Math.max(0, ...DA.state.arms.map((arm) => arm.weeks.length));
DA.lastWeek = () => {
  const { arms, over } = DA.state;
  return over ? DA.known() - 1 : Math.max(DA.known() - 1, arms.length ? arms[0].head.scenario.horizon - 1 : 0);
};
// an arm whose run has ended shows its last week
DA.weekOf = (arm) => Math.min(DA.state.week, arm.weeks.length - 1);

DA.begin = (heads, { keepActor = true } = {}) => {
  const { state } = DA;
  const label = keepActor && state.arms.length && state.actor !== null ? state.arms[0].label(state.actor) : null;
  state.arms = heads.map(DA.makeArm);
  state.week = 0;
  state.parting = null;
  const found = label ? state.arms[0].index(label) : -1;
  state.actor = found >= 0 ? found : null;
  DA.byId("title").textContent = state.arms[0].head.scenario.title;
  document.title = `${state.arms[0].head.scenario.title} – diplomacy_abm`;
  DA.empty(DA.byId("about")).append(DA.h("span", { class: "phone", text: "Simulated, no forecast · " }), DA.aboutOf(state.arms[0]));
  DA.emit("begin");
};
DA.aboutOf = (arm) => {
  const { head } = arm;
  const changes = [
    ...(head.without ?? []).map((label) => `without ${label}`),
    ...Object.entries(head.policies ?? {}).map(([label, policy]) => `${label} plays ${policy}`),
    ...Object.entries({ ...head.parameters, ...head.settings }).map(([name, value]) => `${DA.plain(name.replace("actors.", ""))} ${value}`),
  ];
  const shown = changes.length > 3 ? [...changes.slice(0, 3), `and ${changes.length - 3} more`] : changes;
  return [head.seed === null ? "luck unknown until the end" : `seed ${head.seed}`, head.run ? `run ${head.run}` : "", ...shown].filter(Boolean).join(" · ");
};

DA.show = (week) => {
  const { state } = DA;
  if (!DA.known()) return;
  state.week = DA.clamp(Math.round(week), 0, DA.known() - 1);
  // before anybody hears of the week: chapters are those of what has been seen
  state.seen = Math.max(state.seen ?? 0, state.week);
  const { head } = state.arms[0];
  const unit = DA.capital(DA.unitOf(head));
  DA.byId("date").textContent = `${unit} ${state.week + 1} · ${DA.dateOf(head, state.week)}`;
  DA.hideTip();
  DA.emit("week");
};
DA.choose = (actor) => {
  DA.state.actor = actor;
  DA.emit("actor");
};
DA.tell = () => {
  const { state } = DA;
  const arm = state.arms[0];
  if (!arm || !arm.weeks.length) return;
  const turns = state.playing ? DA.turnsOf(arm, DA.weekOf(arm)) : [];
  DA.say(`${DA.unitOf(arm.head)} ${state.week + 1}, ${DA.dateOf(arm.head, state.week)}. ${turns.length ? turns.map(({ text }) => text).join(" ") : arm.weeks[DA.weekOf(arm)].s}`);
};
// "victory of A" by the name of the side
DA.outcomeName = (name) => {
  const { sides } = DA.state.arms[0].head.scenario;
  return name.replace(/ of ([AB])$/, (_, side) => ` of ${sides[side].label}`);
};

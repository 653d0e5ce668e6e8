// From the document or the server's messages to runs that can be asked for any number of any week.
"use strict";
DA.FORMAT = 1;

DA.makeArm = (head) => {
  if (head.format !== DA.FORMAT) throw new Error(`this page reads format ${DA.FORMAT}, not ${head.format}`);
  const at = new Map(head.layout.map(([name, i, j], k) => [`${name}:${i}:${j}`, k]));
  const scales = head.layout.map((row) => row[3]);
  const lists = [];
  const arm = { head, at, scales, lists, weeks: [], turns: new Map(), explained: false };
  arm.has = (name, i = -1, j = -1) => at.has(`${name}:${i}:${j}`);
  arm.get = (week, name, i = -1, j = -1) => {
    const k = at.get(`${name}:${i}:${j}`);
    const frame = arm.weeks[week];
    if (k === undefined || !frame || frame.v[k] === null) return null;
    return frame.v[k] / scales[k];
  };
  arm.pairs = (name) => head.layout.filter((row) => row[0] === name).map((row) => [row[1], row[2]]);
  arm.column = (name, i = -1, j = -1) => arm.weeks.map((_, week) => arm.get(week, name, i, j));
  arm.name = (i) => (i < 0 ? "" : head.actors[i].name);
  arm.label = (i) => (i < 0 ? "" : head.actors[i].label);
  arm.called = (label) => head.actors.find((actor) => actor.label === label)?.name ?? label;
  arm.sideName = (side) => head.scenario.sides[side].label;
  arm.add = (week) => {
    if (week.n) lists.push(...week.n);
    arm.weeks.push(week);
  };
  // the turning points of the run's history, all anew: week by week
  arm.tell = (turns) => {
    arm.turns = new Map();
    for (const turn of turns) arm.turns.set(turn.week, [...(arm.turns.get(turn.week) ?? []), turn]);
  };
  arm.index = (label) => head.actors.findIndex((actor) => actor.label === label && actor.here);
  return arm;
};

// undoes diplomacy_abm.app.document.pack
DA.unpack = (packed) => {
  let before = { v: null, p: [], l: [], g: [] };
  return packed.map((kept) => {
    const week = { p: before.p, l: before.l, g: before.g, ...kept };
    week.v = before.v ? kept.v.map((x, k) => x + before.v[k]) : kept.v;
    before = week;
    return week;
  });
};

// a row of the catalogue of moves as the page reads it
DA.moveOf = (arm, row) => {
  const [move, channel, meaning, kind, rule, deal] = arm.head.moves[row];
  return { move, channel, meaning, kind, rule, deal: deal === 1 };
};
// events as objects: [actor, target, move, answer, subject, via, value]
DA.eventsOf = (arm, week) => {
  const frame = arm.weeks[week];
  return frame ? frame.e.map(([actor, target, move, answer, subject, via, value]) => ({ ...DA.moveOf(arm, move), actor, target, answer, subject, via, value })) : [];
};
DA.subjectName = (arm, code) => {
  if (code < 0) return "";
  if (code >= 100) return arm.head.pipelines[code - 100] || "";
  return ["settlement", "ceasefire", ...arm.head.issues.map((issue) => issue.label)][code] || "";
};
// menus of an actor this week: [{channel, options: [{move, target, value, chance, chosen}]}]
DA.menusOf = (arm, week, actor) => {
  const frame = arm.weeks[week];
  const { value, chance } = arm.head.scales;
  return !frame ? [] : frame.c.filter((menu) => menu[0] === actor).map(([, , chosen, list, values, chances]) => ({
    channel: DA.moveOf(arm, arm.lists[list][0][0]).channel,
    options: arm.lists[list].map(([move, target], k) => ({
      ...DA.moveOf(arm, move), target, value: values[k] / value, chance: chances[k] / chance, chosen: k === chosen,
    })),
  }));
};

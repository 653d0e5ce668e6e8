// What a week is worth stopping for: turning points, chapters, and how long the story rests on a week.
"use strict";
DA.STORY = "story";
DA.TURNS = { sign: "signed", breach: "broken", lapse: "lapsed", suspend: "suspended", resume: "in force again", victory: "victory" };
DA.BAD_TURNS = ["breach", "lapse", "suspend"];
// what happened this week that the rest of the story hangs on: [{move, text, bad, actor, target, via, subject}]
const turned = new WeakMap();
DA.turnsOf = (arm, week) => {
  const frame = arm.weeks[week];
  if (!frame) return [];
  // asked for every week at every step: worked out once
  if (!turned.has(frame)) turned.set(frame, DA.workOutTurns(arm, week));
  return turned.get(frame);
};
const sat = new WeakMap();
DA.sitsIn = (arm, week) => {
  const frame = arm.weeks[week];
  if (!sat.has(frame)) sat.set(frame, DA.eventsOf(arm, week).some((event) => event.move === "round"));
  return sat.get(frame);
};
DA.workOutTurns = (arm, week) => {
  const found = new Map();
  for (const event of DA.eventsOf(arm, week)) {
    const word = DA.TURNS[event.move];
    if (!word) continue;
    const by = event.move === "breach" && event.actor >= 0 ? ` by ${arm.name(event.actor)}` : event.move === "sign" && event.via >= 0 ? ` (mediator: ${arm.name(event.via)})` : "";
    const text = event.move === "victory" ? `Victory of ${arm.name(event.actor)}` : `${DA.capital(DA.subjectName(arm, event.subject))} ${word}${by}`;
    if (!found.has(text)) found.set(text, { ...event, text, bad: DA.BAD_TURNS.includes(event.move) });
  }
  return [...found.values()];
};
// the scrubber's chapters: turning points, the first round of talks, the end; a live run tells only what has been seen
DA.chapters = () => {
  const { arms, live, seen, over } = DA.state;
  const arm = arms[0];
  if (!arm || !arm.weeks.length) return [];
  const last = live ? Math.min(seen ?? 0, arm.weeks.length - 1) : arm.weeks.length - 1;
  const found = [];
  let met = false;
  for (let week = 0; week <= last; week += 1) {
    const turns = DA.turnsOf(arm, week);
    if (turns.length) found.push({ week, text: turns.map(({ text }) => text).join("; "), kind: turns[0].bad ? "bad" : "good" });
    else if (!met && DA.sitsIn(arm, week)) found.push({ week, text: "First round of talks", kind: "talks" });
    met ||= DA.sitsIn(arm, week);
  }
  if (over && last === arm.weeks.length - 1 && arm.weeks[last].z && found[found.length - 1]?.week !== last) found.push({ week: last, text: "The end", kind: "end" });
  return found;
};
DA.toChapter = (by) => {
  const { week } = DA.state;
  const found = DA.chapters();
  const next = by > 0 ? found.find((chapter) => chapter.week > week) : found.filter((chapter) => chapter.week < week).pop();
  DA.stop();
  if (next) DA.seek(next.week);
  else DA.seek(by > 0 ? DA.lastWeek() : 0);
};
// news that the story slows down for: talks, a new leader, the world outside, a guarantee, a step up or down the ladder
DA.BIG = ["round", "walk_out", "guarantee", "formulate", "new_leader", "exogenous", "sanction", "victory"];
DA.isBig = (arm, week) => {
  const track = arm.get(week, "track");
  if (week > 0 && track !== arm.get(week - 1, "track") && Math.max(track, arm.get(week - 1, "track")) > 1) return true;
  return DA.turnsOf(arm, week).length > 0 || DA.eventsOf(arm, week).some(({ move }) => DA.BIG.includes(move));
};
// the sentence of a week's story that matters most, since a paragraph takes longer to read than a week lasts
DA.WEIGHTY = [/sign|broke|breach|victory|settle|ceasefire/i, /round|table|talks|walks? out|leader|guarantee/i, /invites|sanction|renewal|front/i];
DA.headline = (text) => {
  const sentences = text.match(/[^.!?]+(?:\.\d[^.!?]*)*[.!?]*/g)?.map((one) => one.trim()).filter(Boolean) ?? [text];
  for (const weighty of DA.WEIGHTY) {
    const found = sentences.find((one) => weighty.test(one));
    if (found) return found;
  }
  return sentences[0] ?? text;
};
// routine ticks by; what is big takes the time that reading it takes
DA.restsOn = (arm, week) => {
  const frame = arm.weeks[week];
  if (!frame || frame.q) return 160;
  if (!DA.isBig(arm, week)) return 420;
  return DA.clamp(900 + 150 * DA.headline(frame.s).split(/\s+/).length, 1600, 4200);
};
// milliseconds until the next step
DA.interval = () => {
  const { speed, arms } = DA.state;
  if (speed !== DA.STORY) return 1000 / speed;
  return Math.max(...arms.map((arm) => DA.restsOn(arm, DA.weekOf(arm))));
};
// an arm's turning points stop the story, once: not where it has just been stopped
DA.stopsHere = () => {
  const { arms, week, speed } = DA.state;
  return speed === DA.STORY && arms.some((arm) => week < arm.weeks.length && DA.turnsOf(arm, week).length > 0);
};
// while the story rests on a turning point only the moves that made it are drawn
DA.MAKERS = ["offer", "accept", "reject", "attend", "concede", "formulate", "hand_over", "guarantee", "promise_guarantee", "convene", "induce", "press"];
DA.mattersNow = (arm, week) => {
  const turns = DA.turnsOf(arm, week);
  if (!turns.length) return null;
  const broken = turns.filter(({ bad }) => bad).map(({ actor }) => actor);
  return (event) => (broken.length ? broken.includes(event.actor) && ["strike", "offensive"].includes(event.move) : DA.MAKERS.includes(event.move));
};

// What a week is worth stopping for: the turning points of the run's history, and how long the story rests on them.
"use strict";
DA.STORY = "story";
// on these the story stops; by how they look on the scrubber
DA.STOPS = ["deal", "breach", "end of a deal", "victory"];
DA.BROKEN = ["breach", "end of a deal"];
// what happens beside the talks and the war is no chapter
DA.ASIDE = ["leader", "event", "invitation"];
DA.turnsOf = (arm, week) => arm.turns.get(week) ?? [];
DA.stopsOf = (arm, week) => DA.turnsOf(arm, week).filter(({ kind }) => DA.STOPS.includes(kind));
DA.toneOf = (kind) => (DA.BROKEN.includes(kind) ? "bad" : DA.STOPS.includes(kind) ? "good" : "talks");
// the last turning points up to a week, with the week they came in
DA.lately = (arm, week) => {
  const weeks = [...arm.turns.keys()].filter((past) => past <= week);
  return weeks.length ? { week: Math.max(...weeks), turns: DA.turnsOf(arm, Math.max(...weeks)) } : null;
};
// the scrubber's chapters, and the end; a live run tells only what has been seen
DA.chapters = () => {
  const { arms, live, seen, over } = DA.state;
  const arm = arms[0];
  if (!arm || !arm.weeks.length) return [];
  const last = live ? Math.min(seen ?? 0, arm.weeks.length - 1) : arm.weeks.length - 1;
  const found = [];
  for (const week of [...arm.turns.keys()].filter((one) => one <= last).sort((a, b) => a - b)) {
    const turns = DA.turnsOf(arm, week).filter(({ kind }) => !DA.ASIDE.includes(kind));
    const weighty = turns.find(({ kind }) => DA.STOPS.includes(kind)) ?? turns[0];
    if (turns.length) found.push({ week, text: turns.map(({ text }) => text).join(" "), kind: DA.toneOf(weighty.kind) });
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
// routine ticks by; a turning point takes the time that reading it takes
DA.restsOn = (arm, week) => {
  const frame = arm.weeks[week];
  const turns = DA.turnsOf(arm, week);
  if (turns.length) return DA.clamp(900 + 150 * turns.map(({ text }) => text).join(" ").split(/\s+/).length, 1600, 6000);
  return !frame || frame.q ? 160 : 420;
};
// milliseconds until the next step
DA.interval = () => {
  const { speed, arms } = DA.state;
  if (speed !== DA.STORY) return 1000 / speed;
  return Math.max(...arms.map((arm) => DA.restsOn(arm, DA.weekOf(arm))));
};
// what is signed or broken stops the story, once: not where it has just been stopped
DA.stopsHere = () => {
  const { arms, week, speed } = DA.state;
  return speed === DA.STORY && arms.some((arm) => week < arm.weeks.length && DA.stopsOf(arm, week).length > 0);
};
// while the story rests on a turning point only the moves that made it are drawn
DA.mattersNow = (arm, week) => {
  const turns = DA.stopsOf(arm, week);
  if (!turns.length) return null;
  const broken = turns.filter(({ kind }) => DA.BROKEN.includes(kind)).map(({ actor }) => actor);
  return (event) => (broken.length ? broken.includes(arm.label(event.actor)) && event.kind === "fire" : event.deal);
};

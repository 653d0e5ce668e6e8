// Why an actor chose what it chose: what would have flipped it and what it changed, worked out when somebody asks.
"use strict";
DA.whys = { found: new Map(), waits: null };
DA.whys.key = (arm, week, label) => [arm, week, label].join(" ");
// nothing is told of a game that goes on, and a file has nobody to ask
DA.whys.open = () => Boolean(DA.live?.hello) && (!DA.state.seat || DA.seat.over);
DA.whys.ask = (arm, week, label) => {
  DA.whys.waits = DA.whys.key(arm, week, label);
  DA.live.send({ do: "why", arm, week, actor: label });
  DA.emit("why");
};
DA.whys.listen = () => {
  DA.live.handlers.why = (said) => {
    DA.whys.found.set(DA.whys.key(said.arm, said.week, said.actor), said.channels);
    DA.whys.waits = null;
    DA.emit("why");
    DA.say(said.channels.map(DA.whys.sentence).join(" "));
  };
  DA.on("error", (said) => { if (said.re === "why") { DA.whys.waits = null; DA.emit("why"); } });
  DA.on("begin", () => { DA.whys.found.clear(); DA.whys.waits = null; });
};
DA.whys.sentence = ({ flips, changed }) => [flips, changed].filter(Boolean).join(" ");
// the button that asks, or that the answer is on its way; null where there is nothing to ask or it is answered
DA.whys.button = (arm, week, label, text) => {
  const key = DA.whys.key(arm, week, label);
  if (!DA.whys.open() || DA.whys.found.has(key)) return null;
  const waits = DA.whys.waits === key;
  return DA.h("button", { type: "button", class: "why-go", "data-why": key, "aria-disabled": DA.whys.waits === null ? false : "true", text: waits ? "Trying it out …" : text, onclick: () => { if (DA.whys.waits === null) DA.whys.ask(arm, week, label); } });
};
// all that was found of a week of an actor
DA.whys.told = (arm, week, label) => {
  const channels = DA.whys.found.get(DA.whys.key(arm, week, label));
  if (!channels) return null;
  const answers = channels.filter(DA.whys.sentence).map((one) => [DA.h("h4", { text: `${DA.capital(one.channel)}: to ${one.did}` }), [one.flips, one.changed].filter(Boolean).map((text) => DA.h("p", { class: "faint", text }))]);
  return DA.h("div", { class: "whys", tabindex: "-1" }, answers.length ? answers : DA.h("p", { class: "faint", text: "It had no other choice." }), DA.state.seat ? DA.h("p", { class: "faint", text: "What follows a choice is played by everybody's own policy." }) : null);
};

// What every mark means, in plain words, and which rule of docs/odd.md stands behind it.
"use strict";
DA.words = {
  trust: ["How far the one at the tail believes that the other keeps its word: a grey, broken line is little, a green, whole one much. It is lost faster than it is won.", "eq:trust"],
  escalation: ["How hard the one coerces the other, from 0 to 1: strikes and ground attacks together. Each answers the other and tires.", "eq:richardson"],
  support: ["What the backer gives its client, from 0 to 1. It runs down, and a package fills it up to what the backer wants.", "eq:package"],
  credibility: ["How far the party believes this mediator: the record of its reports and of the deals it stood behind.", "eq:credibility"],
  leverage: ["What the mediator can still bring to bear, in shares of the stake. Use wears it down; it grows back slowly.", "eq:leverage"],
  capability: ["Strength in the theatre; 1 is usually the weaker lead at the start. The disc grows with it.", "eq:attrition"],
  track: ["How far diplomacy has come this week. It can climb while the fighting goes on.", ""],
  form: ["How the two met: face to face, in separate rooms with a mediator between, or by a text carried from one to the other.", ""],
  host: ["Who holds an open invitation, or hosts the session. What a host was told in secret of the other's answer counts for who is invited.", "eq:heard"],
  agreement: ["An agreement in force. Each week each side keeps it or breaks it.", "eq:compliance"],
  front: ["Share of the contested ground that side A holds. Strength, fighting and offensives move it.", "eq:front"],
  momentum: ["How far the front has moved of late, in spans that count as a move. A front that hardly moves is stuck.", "eq:momentum"],
  contest: ["Chance that side A would prevail in a decisive fight.", "eq:contest"],
  zone: ["Packages that both leads would rather sign than fight on, as the public sees it: the zone of agreement.", "eq:agreement"],
  margin: ["What a lead would gain by signing each package, in stakes, as the public sees it: below 0 it would rather fight.", "eq:agreement"],
  offer: ["The package that this lead would table: what it gains by it, against the chance of a yes.", "eq:offer"],
  text: ["A mediator's text: the package that its bargaining solution names.", "eq:nash"],
  ideal: ["Where this lead wants the issue to be settled.", "eq:utility"],
  package: ["Where the efficient packages put this issue, from all for side A to all for side B.", "eq:contract-curve"],
  pipeline: ["Arms that are announced and to come: public at once, believed as far as the promise is.", "eq:pipeline"],
  hurt: ["Fast average of damage; 1 is the level at the start.", "eq:damage"],
  burden: ["How heavy the war weighs: recent damage and weariness together, 1 at the start.", "eq:burden"],
  standing: ["Room at home for signing, in stakes: above 0 a concession is forgiven.", "eq:standing"],
  attend: ["How often it has come to the table of late, which the other side counts on.", "eq:attendance"],
  pooled: ["Support from all its backers together.", "eq:pooled-support"],
  guaranteed: ["How far it has been promised protection after a deal.", "eq:breach-cost"],
  private_cost: ["Its true cost of war, in stakes. Nobody else knows it.", "eq:war-cost"],
  public_mean: ["Its cost of war as everybody believes it.", "eq:battlefield"],
  belief: ["What it believes of the other's cost of war, and how sure it is. Fighting, answers and messages teach.", "eq:kalman"],
  war: ["What going on with the war is worth to it; 1 is all it wants.", "eq:lottery"],
  to_come: ["The same with power as it is forecast: arms that are due make waiting good for one and bad for the other.", "eq:power-to-come"],
  hope: ["What it hopes for from coming to the table, in stakes.", "eq:attendance"],
  value: ["What the move is worth to it by its own reckoning, in stakes; doing nothing is 0.", "eq:choice"],
  chance: ["How likely the quantal policy takes it: better moves are likelier, none is certain.", "eq:choice"],
  goals: ["How much it cares: weights by which the worth of its moves is added up.", ""],
  intensity: ["Mean escalation of the two leads, times what agreements leave of the fighting.", "eq:richardson"],
  standing_series: ["Room at home for signing, in stakes.", "eq:standing"],
  parting: ["The first week in which somebody who is in both runs acts or answers differently.", ""],
  exchange: ["Prisoners exchanged: it takes both sides, and no talks.", "eq:exchange"],
  sanctions: ["Sanctions in force on it, from 0 to 1; they add to the burden of war.", "eq:burden"],
  refusal: ["What a refusal to talk costs it, in stakes.", "eq:attendance"],
  inducement: ["Rewards on offer to it if it signs, in stakes.", "eq:fade"],
  pressure: ["Pressure on it to sign, in stakes.", "eq:fade"],
  best_chance: ["Chance that its best offer would be accepted, as it sees it.", "eq:accept"],
};

// kinds of moves on the network (which is which comes with the run): colour, glyph (16 by 16, centred), words, and the rule by which the move is weighed
DA.kinds = {
  fire: { name: "strike, attack", glyph: "M-7,-3L2,-3L2,-7L8,0L2,7L2,3L-7,3Z", rule: "eq:value-strike" },
  press: { name: "threat, pressure", glyph: "M0,-7L8,7L-8,7Z", rule: "eq:value-press-to-talk" },
  arms: { name: "arms", glyph: "M-7,-5L7,-5L7,6L-7,6Z", rule: "eq:value-pledge" },
  cut: { name: "less arms", glyph: "M-7,-5L-2,0L-7,5L-5,7L0,2L5,7L7,5L2,0L7,-5L5,-7L0,-2L-5,-7Z", rule: "eq:value-cut-back" },
  visit: { name: "visit", glyph: "M0,-7A7,7 0 1 1 -.1,-7Z", rule: "eq:value-court" },
  offer: { name: "proposal, coming", glyph: "M-8,-7L8,-7L8,3L1,3L-3,8L-3,3L-8,3Z", rule: "eq:attendance" },
  shuttle: { name: "shuttle, message", glyph: "M-8,-6L8,-6L0,1ZM-8,-4L0,3L8,-4L8,6L-8,6Z", rule: "eq:value-shuttle" },
  invite: { name: "invitation, text", glyph: "M-8,-2A8,5 0 0 1 8,-2L8,1L5,1L5,7L3,7L3,1L-3,1L-3,7L-5,7L-5,1L-8,1Z", rule: "eq:value-convene" },
  promise: { name: "promise, reward", glyph: "M0,-8L7,-5L7,1Q6,6 0,9Q-6,6 -7,1L-7,-5Z", rule: "eq:value-guarantee" },
  people: { name: "prisoners", glyph: "M-8,-2L-3,-7L-3,-4L3,-4L3,-7L8,-2L3,3L3,0L-3,0L-3,3ZM-6,5L6,5L6,8L-6,8Z", rule: "eq:exchange" },
};
DA.TRACKS = ["no contact", "contacts", "early discussions", "formal talks", "ceasefire", "settlement"];
DA.FORMS = ["", "face to face", "in separate rooms", "by a carried text"];
// "side A" by the name of the side, once a run is there
DA.sided = (text) => { const sides = DA.state.arms[0]?.head.scenario.sides; return sides ? text.replace(/\bside ([AB])\b/g, (_, side) => sides[side].label) : text; };
DA.explain = (key, title) => ({ title, text: DA.sided(DA.words[key][0]), rule: DA.words[key][1] });

// The talk ladder above a network, and the agreements in force.
"use strict";
DA.Ladder = class {
  constructor(arm) {
    this.arm = arm;
    this.rungs = DA.TRACKS.map((name, k) => {
      const rung = DA.h("li", { class: "rung" }, DA.h("span", { class: "dot", text: String(k) }), DA.h("span", { class: "word", text: name }));
      DA.tip(rung, () => ({ title: DA.capital(name), text: DA.words.track[0], rule: "" }));
      return rung;
    });
    this.more = DA.h("div", { class: "chips", role: "group", "aria-label": "In force" });
    this.rove = DA.rove(this.more, ".chip");
    this.root = DA.h("div", { class: "ladder" }, DA.h("ol", { "aria-label": "How far diplomacy has come" }, this.rungs), this.more);
  }
  update(week) {
    const { arm } = this;
    const track = arm.get(week, "track");
    this.rungs.forEach((rung, k) => {
      rung.classList.toggle("below", k < track);
      rung.classList.toggle("now", k === track);
      if (k === track) rung.setAttribute("aria-current", "step");
      else rung.removeAttribute("aria-current");
    });
    const chips = [];
    const form = arm.get(week, "form");
    const host = arm.get(week, "host");
    if (form > 0) chips.push(["", `talks ${DA.FORMS[form]}`, DA.explain("form", "How they met")]);
    if (host !== null && host >= 0) chips.push(["", `host: ${arm.name(host)}`, DA.explain("host", "Host")]);
    for (const [slot, since, until, suspended, by] of arm.weeks[week].g) {
      const name = DA.subjectName(arm, slot);
      const term = until ? `until ${DA.unitOf(arm.head)} ${until + 1}` : "until broken";
      const via = by >= 0 ? ` · through ${arm.name(by)}` : "";
      chips.push([suspended ? "bad" : "good", `${slot < 2 ? DA.capital(name) : name}${suspended ? " (suspended)" : ""}`, { title: `${name}: in force since ${DA.unitOf(arm.head)} ${since + 1}, ${term}${via}`, text: DA.words.agreement[0], rule: DA.words.agreement[1] }]);
    }
    DA.empty(this.more).append(...chips.map(([kind, text, told]) => DA.tip(DA.h("button", { type: "button", class: `chip ${kind}`, text, tabindex: "-1" }), told)));
    this.rove();
  }
};

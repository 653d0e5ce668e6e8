// The front: who holds how much of the contested ground, and which way it moves.
"use strict";
DA.Front = class {
  constructor(arm) {
    this.arm = arm;
    const { sides } = arm.head.scenario;
    this.held = DA.h("span", { class: "held" });
    this.start = DA.h("span", { class: "start", "aria-hidden": "true" });
    this.bar = DA.h("div", { class: "bar" }, this.held, this.start);
    this.left = DA.h("span", { class: "front-a" });
    this.middle = DA.h("span", { class: "front-move" });
    this.right = DA.h("span", { class: "front-b" });
    this.root = DA.h("div", { class: "front", role: "group", "aria-label": "The front" }, DA.h("p", {}, this.left, this.middle, this.right), this.bar);
    this.names = [sides.A.label, sides.B.label];
    DA.tip(this.bar, () => DA.explain("front", `${this.names[0]} holds ${DA.pct(arm.get(DA.weekOf(arm), "front"), 1)} of the contested ground`));
    DA.tip(this.middle, () => DA.explain("momentum", "How the front moves"));
  }
  update(week) {
    const { arm } = this;
    const share = arm.get(week, "front");
    this.held.style.width = `${100 * share}%`;
    this.start.style.left = `${100 * arm.get(0, "front")}%`;
    this.left.textContent = `${this.names[0]} holds ${DA.pct(share, 1)} of the contested ground`;
    this.right.textContent = `${this.names[1]} holds ${DA.pct(1 - share, 1)}`;
    const momentum = arm.get(week, "momentum");
    this.middle.textContent = arm.get(week, "stuck") ? "front is stuck" : momentum > 0 ? "front moves ▶" : momentum < 0 ? "◀ front moves" : "front";
  }
};

// The running story: this week in full, and the news before it.
"use strict";
DA.Story = class {
  constructor(root) {
    this.now = DA.h("div", { class: "now" });
    this.before = DA.h("ol", { class: "before", "aria-label": "Weeks before" });
    root.append(this.now, this.before);
    this.root = root;
  }
  update() {
    const { arms, week } = DA.state;
    DA.empty(this.now);
    for (const [k, arm] of arms.entries()) {
      const frame = arm.weeks[DA.weekOf(arm)];
      if (!frame) continue;
      const name = arms.length > 1 ? DA.h("b", { text: k ? "Right: " : "Left: " }) : null;
      this.now.append(DA.h("p", { class: frame.q ? "quiet" : "" }, name, frame.s));
      if (frame.z && DA.weekOf(arm) <= week) this.now.append(DA.h("p", { class: "ending" }, frame.z.text));
    }
    DA.empty(this.before);
    if (arms.length !== 1) return;
    const arm = arms[0];
    for (let past = week - 1, told = 0; past >= 0 && told < 12; past -= 1) {
      if (arm.weeks[past].q) continue;
      told += 1;
      this.before.append(DA.h("li", {}, DA.h("button", { type: "button", class: "plain", onclick: () => DA.seek(past), text: String(past + 1), "aria-label": `Go to ${DA.unitOf(arm.head)} ${past + 1}` }), DA.h("span", { text: arm.weeks[past].s })));
    }
    this.root.scrollTop = 0;
  }
};

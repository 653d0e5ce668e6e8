// The running story: this week in full, and the news before it.
"use strict";
DA.Story = class {
  constructor(root) {
    this.now = DA.h("div", { class: "now" });
    this.before = DA.h("ol", { class: "before", "aria-label": "Weeks before" });
    this.more = DA.h("button", { type: "button", class: "more", hidden: true, onclick: () => this.box.scrollBy({ top: this.box.clientHeight * 0.8, behavior: "smooth" }) }, "More below ", DA.s("svg", { viewBox: "0 0 12 8", width: 12, height: 8, "aria-hidden": "true" }, DA.s("path", { d: "M1,1L6,6L11,1", fill: "none", stroke: "currentColor", "stroke-width": 2 })));
    this.box = DA.h("div", { class: "story-box", tabindex: "0", role: "region", "aria-label": "The story so far" }, this.now, this.before);
    root.append(DA.h("h2", { class: "unseen", text: "The story" }), this.box, this.more);
    this.rove = DA.rove(this.before, "button");
    this.box.addEventListener("scroll", () => this.cue());
    new ResizeObserver(() => this.cue()).observe(this.box);
  }
  // whoever cannot see that there is more does not scroll
  cue() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const more = scrollHeight - scrollTop - clientHeight > 12;
    this.more.hidden = !more;
    this.box.classList.toggle("cut", more);
  }
  update() {
    const { arms, week, playing } = DA.state;
    DA.empty(this.now);
    for (const [k, arm] of arms.entries()) {
      const frame = arm.weeks[DA.weekOf(arm)];
      if (!frame) continue;
      const name = arms.length > 1 ? DA.h("b", { text: k ? "Right: " : "Left: " }) : null;
      const brief = playing && DA.state.speed === DA.STORY ? DA.headline(frame.s) : frame.s;
      this.now.append(DA.h("p", { class: frame.q ? "quiet" : "" }, name, brief));
    }
    DA.empty(this.before);
    if (arms.length === 1) this.earlier(arms[0], week);
    this.box.scrollTop = 0;
    this.cue();
  }
  earlier(arm, week) {
    const unit = DA.unitOf(arm.head);
    for (let past = Math.min(week, arm.weeks.length) - 1, told = 0; past >= 0 && told < 12; past -= 1) {
      if (arm.weeks[past].q) continue;
      told += 1;
      const turn = DA.turnsOf(arm, past)[0];
      this.before.append(DA.h("li", { class: turn ? (turn.bad ? "bad" : "good") : "" }, DA.h("button", { type: "button", class: "plain", tabindex: "-1", onclick: () => { DA.stop(); DA.seek(past); }, text: String(past + 1), "aria-label": `${past + 1}: go to that ${unit}` }), DA.h("span", { text: DA.headline(arm.weeks[past].s) })));
    }
    this.rove();
  }
};

// The running story: this week in full, or while it plays what turned last; and the turning points before it.
"use strict";
DA.Story = class {
  constructor(root) {
    this.now = DA.h("div", { class: "now" });
    this.before = DA.h("ol", { class: "before", "aria-label": "Turning points so far" });
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
    // a week's paragraph takes longer to read than the week lasts
    const brief = playing && DA.state.speed === DA.STORY;
    DA.empty(this.now);
    for (const [k, arm] of arms.entries()) {
      const frame = arm.weeks[DA.weekOf(arm)];
      if (!frame) continue;
      const name = arms.length > 1 ? DA.h("b", { text: k ? "Right: " : "Left: " }) : null;
      if (brief) this.now.append(...this.last(arm, week, name));
      else this.now.append(DA.h("p", { class: frame.q ? "quiet" : "" }, name, frame.s));
    }
    DA.empty(this.before);
    if (arms.length === 1) this.earlier(arms[0], brief ? (DA.lately(arms[0], week)?.week ?? 0) : week + 1);
    this.box.scrollTop = 0;
    this.cue();
  }
  // what turned last stays until the next
  last(arm, week, name) {
    const found = DA.lately(arm, week);
    if (!found) return [DA.h("p", { class: "quiet" }, name, "Nothing has turned yet.")];
    const when = `${DA.capital(DA.unitOf(arm.head))} ${found.week + 1}. `;
    return found.turns.map(({ text }, k) => DA.h("p", {}, k ? null : name, k ? null : DA.h("span", { class: "when", text: when }), text));
  }
  earlier(arm, before) {
    const unit = DA.unitOf(arm.head);
    const weeks = [...arm.turns.keys()].filter((past) => past < before).sort((a, b) => b - a);
    for (const past of weeks.slice(0, 12)) {
      for (const { kind, text } of DA.turnsOf(arm, past)) {
        this.before.append(DA.h("li", { class: DA.toneOf(kind) }, DA.h("button", { type: "button", class: "plain", tabindex: "-1", onclick: () => { DA.stop(); DA.seek(past); }, text: String(past + 1), "aria-label": `${past + 1}: go to that ${unit}` }), DA.h("span", { text })));
      }
    }
    this.rove();
  }
};

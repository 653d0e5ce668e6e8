// The panel at the side: one thing at a time.
"use strict";
DA.Tabs = class {
  constructor(root) {
    this.list = DA.h("div", { class: "tabs", role: "tablist", "aria-label": "Panels" });
    this.panels = DA.h("div", { class: "panels" });
    this.found = [];
    root.append(DA.h("h2", { class: "unseen", text: "More about this week" }), DA.h("button", { type: "button", class: "sheet-close", text: "Close", onclick: () => { DA.sheet(false); document.querySelector(".disc.chosen")?.focus(); } }), this.list, this.panels);
    this.list.addEventListener("keydown", (event) => this.keys(event));
  }
  add(name, title, body, { shown = () => true, update = null } = {}) {
    const tab = DA.h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, text: title, onclick: () => this.open(name) });
    const panel = DA.h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: "0", hidden: true }, body);
    this.list.append(tab);
    this.panels.append(panel);
    this.found.push({ name, tab, panel, shown, update });
    this.refresh();
  }
  refresh() {
    for (const { name, tab, shown } of this.found) {
      tab.hidden = !shown();
      tab.setAttribute("aria-selected", String(name === this.current));
      tab.tabIndex = name === this.current ? 0 : -1;
    }
  }
  open(name) {
    this.current = name;
    document.body.dataset.panel = name;
    for (const each of this.found) each.panel.hidden = each.name !== name;
    this.refresh();
    this.panels.scrollTop = 0;
    this.update();
    DA.emit("panel");
  }
  get names() { return this.found.filter(({ shown }) => shown()).map(({ name }) => name); }
  update() {
    const open = this.found.find(({ name }) => name === this.current);
    if (open?.update) open.update();
  }
  keys(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const names = this.names;
    const next = names[(names.indexOf(this.current) + by + names.length) % names.length];
    this.open(next);
    this.found.find(({ name }) => name === next).tab.focus();
  }
};

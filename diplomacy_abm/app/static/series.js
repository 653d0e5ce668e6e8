// Time series over all weeks; dragging across them moves the whole page.
"use strict";
DA.LANES = {
  Overview: [
    { name: "Talk track", of: ["track"], low: 0, high: 5, step: true, digits: 0, why: "track" },
    { name: "Fighting", of: ["intensity"], low: 0, high: 1, why: "intensity" },
    { name: "Front", of: ["front"], digits: 3, why: "front" },
    { name: "Trust", of: ["trust_ab", "trust_ba"], low: 0, why: "trust" },
  ],
  Strength: [
    { name: "Strength", of: ["cap_a", "cap_b"], why: "capability" },
    { name: "Arms due", of: ["pipeline_a", "pipeline_b"], low: 0, digits: 3, why: "pipeline" },
    { name: "Support", of: ["support_a", "support_b"], low: 0, high: 1, why: "pooled" },
    { name: "Hurt", of: ["hurt_a", "hurt_b"], low: 0, why: "hurt" },
  ],
  Home: [
    { name: "Room at home", of: ["standing_a", "standing_b"], digits: 3, zero: true, why: "standing" },
    { name: "Coming", of: ["attend_a", "attend_b"], low: 0, why: "attend" },
    { name: "Zone of deal", of: ["zone"], digits: 3, zero: true, why: "zone" },
    { name: "Weariness", of: ["weary_a", "weary_b"], why: "burden" },
  ],
  Beliefs: [
    { name: "Cost believed", of: ["belief_mean_ba", "belief_mean_ab"], digits: 3, why: "belief" },
    { name: "Doubt", of: ["belief_var_ba", "belief_var_ab"], low: 0, digits: 4, why: "belief" },
    { name: "Zone of deal", of: ["zone"], digits: 3, zero: true, why: "zone" },
    { name: "Talk track", of: ["track"], low: 0, high: 5, step: true, digits: 0, why: "track" },
  ],
};
DA.Series = class {
  constructor(root) {
    this.svg = DA.s("svg", { class: "lanes", "aria-hidden": "true" });
    this.pick = DA.h("select", { "aria-label": "Which series", onchange: () => this.draw() }, Object.keys(DA.LANES).map((name) => DA.h("option", { text: name, value: name })));
    root.append(DA.h("div", { class: "series-top" }, this.pick, DA.h("span", { class: "key" })), this.svg);
    this.key = root.querySelector(".key");
    this.cursor = DA.s("g", { class: "cursor" });
    this.readouts = [];
    const move = (event) => {
      const box = this.svg.getBoundingClientRect();
      DA.seek(this.weekAt(event.clientX - box.left));
    };
    this.svg.addEventListener("pointerdown", (event) => {
      DA.stop();
      this.svg.setPointerCapture(event.pointerId);
      move(event);
    });
    this.svg.addEventListener("pointermove", (event) => this.svg.hasPointerCapture(event.pointerId) && move(event));
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }
  x(week) { return this.left + ((this.right - this.left) * week) / Math.max(1, this.last); }
  weekAt(px) { return Math.round(DA.clamp((px - this.left) / (this.right - this.left), 0, 1) * this.last); }

  draw() {
    const { arms, parting, band } = DA.state;
    DA.empty(this.svg);
    if (!arms.length) return;
    const { width, height } = this.svg.getBoundingClientRect();
    if (width < 50) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.last = DA.state.seat && !DA.seat.over ? arms[0].head.scenario.horizon - 1 : DA.lastWeek();
    const narrow = width < 560;
    Object.assign(this, { left: narrow ? 92 : width > 1550 ? 140 : 116, right: width - (narrow ? 84 : width > 1550 ? 118 : 98) });
    const lanes = DA.LANES[this.pick.value];
    // a live run does not show what is still to come
    this.veil = DA.s("rect", { x: this.left - 6, y: -5, height: height + 10, width: 0 });
    this.past = DA.s("g", { "clip-path": "url(#past)" });
    this.svg.append(DA.s("clipPath", { id: "past" }, this.veil));
    const top = 12, bottom = 16;
    const each = (height - top - bottom) / lanes.length;
    this.readouts = lanes.map((lane, k) => this.lane(lane, arms, band, top + k * each, each - 4));
    this.axis(arms[0].head, height, top, bottom);
    this.svg.append(this.past);
    this.marks(arms, top);
    this.readouts.forEach(({ dots, text }) => this.svg.append(...dots, text));
    if (parting !== null) {
      const line = DA.s("g", { class: "parting" }, DA.s("path", { d: `M${this.x(parting)},0V${height - bottom}` }), DA.s("text", { x: this.x(parting) + 4, y: top + 13, text: "the two part here" }));
      this.svg.append(DA.tip(line, DA.explain("parting", "Where the histories part")));
    }
    this.cursor = DA.s("g", { class: "cursor" }, DA.s("path", { d: `M0,2V${height - bottom}` }), DA.s("circle", { r: 5, cy: height - bottom }));
    this.svg.append(this.cursor);
    const [a, b] = ["A", "B"].map((side) => arms[0].head.scenario.sides[side].label);
    DA.empty(this.key).append(DA.h("i", { class: "swatch a" }), ` ${a}  `, DA.h("i", { class: "swatch b" }), ` ${b}`, arms.length > 1 ? "  ·  dashed: the right one" : "", band ? "  ·  band: 90 % of the runs" : "");
    this.move();
  }
  range(lane, arms, band) {
    const values = arms.flatMap((arm) => lane.of.flatMap((name) => arm.column(name).filter((v) => v !== null)));
    if (band) for (const name of lane.of) for (const q of [0, 4]) values.push(...(band[name]?.[q] || []));
    let low = lane.low ?? Math.min(...values), high = lane.high ?? Math.max(...values);
    if (!values.length) [low, high] = [0, 1];
    if (lane.zero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
    if (high - low < 1e-9) high = low + 1;
    const pad = lane.high === undefined ? (high - low) * 0.08 : 0;
    return [lane.low ?? low - pad, lane.high ?? high + pad];
  }
  lane(lane, arms, band, y0, tall) {
    const [low, high] = this.range(lane, arms, band);
    const y = (v) => y0 + tall - (tall * (v - low)) / (high - low);
    const label = DA.s("text", { class: "lane-name", x: this.left - 8, y: y0 + tall / 2, dy: "0.36em", "text-anchor": "end", text: lane.name });
    this.svg.append(DA.s("rect", { class: "lane", x: this.left, y: y0, width: this.right - this.left, height: tall }), DA.tip(label, DA.explain(lane.why, lane.name)));
    if (lane.zero) this.svg.append(DA.s("path", { class: "zero", d: `M${this.left},${y(0)}H${this.right}` }));
    lane.of.forEach((name, k) => {
      const kind = lane.of.length > 1 ? (k ? "b" : "a") : "one";
      if (band && band[name]) this.band(band[name], kind, y, low, high);
      arms.forEach((arm, n) => this.line(arm.column(name), kind, n, y, lane.step));
    });
    const dots = lane.of.map((_, k) => DA.s("circle", { class: `dot ${lane.of.length > 1 ? (k ? "b" : "a") : "one"}`, r: 3.5 }));
    const text = DA.s("text", { class: "value", x: this.right + 8, y: y0 + tall / 2, dy: "0.36em" });
    return { lane, y, dots, text };
  }
  line(values, kind, n, y, step) {
    let d = "", pen = "M", before = null;
    values.forEach((v, week) => {
      if (v === null) { pen = "M"; return; }
      const x = this.x(week).toFixed(1);
      if (step && before !== null && pen === "L") d += `L${x},${y(before).toFixed(1)}`;
      d += `${pen}${x},${y(v).toFixed(1)}`;
      pen = "L";
      before = v;
    });
    if (d) this.past.append(DA.s("path", { class: `line ${kind} arm-${n}`, d }));
  }
  band(quantiles, kind, y, low, high) {
    const edge = (list) => list.map((v, week) => `${this.x(week).toFixed(1)},${y(DA.clamp(v, low, high)).toFixed(1)}`);
    for (const [from, to] of [[0, 4], [1, 3]]) this.svg.append(DA.s("path", { class: `band ${kind}`, d: `M${edge(quantiles[from]).join("L")}L${edge(quantiles[to]).reverse().join("L")}Z` }));
  }
  marks(arms, top) {
    arms[0].weeks.forEach((frame, week) => {
      for (const event of DA.eventsOf(arms[0], week)) {
        const x = this.x(week);
        if (event.move === "round") this.past.append(DA.s("path", { class: "tick round", d: `M${x},${top - 8}v7` }));
        if (event.move === "sign") this.past.append(DA.s("path", { class: "tick sign", d: `M${x - 4},${top - 3}l4,-7l4,7Z` }));
        if (event.move === "breach") this.past.append(DA.s("path", { class: "tick breach", d: `M${x - 3},${top - 9}l6,6m0,-6l-6,6` }));
      }
    });
  }
  axis(head, height, top, bottom) {
    const quarter = this.right - this.left < 420 ? 6 : 3;
    let before = -1;
    for (let week = 0; week <= this.last; week += 1) {
      const day = DA.dayOf(head, week);
      const month = day.getUTCFullYear() * 12 + day.getUTCMonth();
      if (month === before || month % quarter) { before = month; continue; }
      before = month;
      const year = day.getUTCMonth() === 0 ? ` ${day.getUTCFullYear()}` : "";
      this.svg.append(DA.s("path", { class: "grid", d: `M${this.x(week)},${top}V${height - bottom}` }), DA.s("text", { class: "axis", x: this.x(week), y: height - 3, "text-anchor": this.x(week) - this.left < 30 ? "start" : "middle", text: `${DA.MONTHS[day.getUTCMonth()].slice(0, 3)}${year}` }));
    }
  }
  move() {
    const { arms, week } = DA.state;
    if (!arms.length || !DA.known() || !this.readouts.length) return;
    this.veil.setAttribute("width", DA.state.live ? this.x(DA.state.seen ?? 0) - this.left + 10 : this.right - this.left + 12);
    this.cursor.setAttribute("transform", `translate(${this.x(week)},0)`);
    const arm = arms[0];
    const at = DA.weekOf(arm);
    for (const { lane, y, dots, text } of this.readouts) {
      const values = lane.of.map((name) => arm.get(at, name));
      DA.empty(text).append(...values.flatMap((v, k) => [k ? DA.s("tspan", { text: "  " }) : null, DA.s("tspan", { class: lane.of.length > 1 ? (k ? "b" : "a") : "one", text: DA.num(v, lane.digits ?? 2) })]).filter(Boolean));
      dots.forEach((dot, k) => DA.set(dot, values[k] === null ? { r: 0 } : { r: 3.5, cx: this.x(at), cy: y(values[k]) }));
    }
  }
};

// One number over all weeks, with its axis and unit; dragging across it moves the whole page.
"use strict";
DA.LANES = {
  "The course": [
    { name: "Talk track", unit: "rung of the ladder", of: ["track"], low: 0, high: 5, step: true, digits: 0, why: "track" },
    { name: "Fighting", unit: "mean escalation, 0 to 1", of: ["intensity"], low: 0, high: 1, why: "intensity" },
    { name: "Front", unit: "share of the contested ground", of: ["front"], digits: 3, why: "front" },
    { name: "Trust", unit: "belief that the other keeps its word, 0 to 1", of: ["trust_ab", "trust_ba"], low: 0, high: 1, why: "trust" },
  ],
  Strength: [
    { name: "Strength", unit: "1 = usually the weaker lead at the start", of: ["cap_a", "cap_b"], low: 0, why: "capability" },
    { name: "Arms due", unit: "strength due within a year", of: ["pipeline_a", "pipeline_b"], low: 0, digits: 3, why: "pipeline" },
    { name: "Support", unit: "support from all backers, 0 to 1", of: ["support_a", "support_b"], low: 0, high: 1, why: "pooled" },
    { name: "Hurt", unit: "recent damage, 1 = at the start", of: ["hurt_a", "hurt_b"], low: 0, why: "hurt" },
  ],
  "At home": [
    { name: "Room at home", unit: "stakes", of: ["standing_a", "standing_b"], digits: 3, zero: true, why: "standing" },
    { name: "Coming to the table", unit: "share of late invitations", of: ["attend_a", "attend_b"], low: 0, high: 1, why: "attend" },
    { name: "Weariness", unit: "1 = at the start", of: ["weary_a", "weary_b"], low: 0, why: "burden" },
  ],
  Beliefs: [
    { name: "Zone of a deal", unit: "stakes; below 0 there is none", of: ["zone"], digits: 3, zero: true, why: "zone" },
    { name: "Cost of war as the other believes", unit: "stakes", of: ["belief_mean_ba", "belief_mean_ab"], digits: 3, why: "belief" },
    { name: "Doubt of the other", unit: "variance, stakes squared", of: ["belief_var_ba", "belief_var_ab"], low: 0, digits: 4, why: "belief" },
  ],
};
DA.laneOf = (name) => Object.values(DA.LANES).flat().find((lane) => lane.name === name);
// round numbers from low to high, about so many
DA.ticks = (low, high, about) => {
  const raw = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9; k += 1) found.push(Number((k * step).toPrecision(6)));
  return found;
};
DA.Series = class {
  constructor(root) {
    this.svg = DA.s("svg", { class: "lanes", "aria-hidden": "true" });
    this.pick = DA.h("select", { id: "lane", "aria-label": "Which number over time", onchange: () => { this.draw(); DA.emit("lane"); } }, Object.entries(DA.LANES).map(([group, lanes]) => DA.h("optgroup", { label: group }, lanes.map(({ name }) => DA.h("option", { text: name, value: name })))));
    this.pick.value = "Trust";
    this.key = DA.h("p", { class: "key" });
    root.append(DA.h("div", { class: "series-top" }, this.pick, this.key), this.svg);
    this.readout = null;
    const move = (event) => { DA.stop(); DA.seek(this.weekAt(event.clientX - this.svg.getBoundingClientRect().left)); };
    // a finger that comes down may be about to scroll: it moves the week as it is drawn sideways or is lifted
    this.svg.addEventListener("pointerdown", (event) => {
      this.svg.setPointerCapture(event.pointerId);
      this.from = [event.clientX, event.clientY];
      if (event.pointerType !== "touch") move(event);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (!this.svg.hasPointerCapture(event.pointerId)) return;
      if (event.pointerType !== "touch" || Math.abs(event.clientX - this.from[0]) > 8) move(event);
    });
    this.svg.addEventListener("pointerup", (event) => event.pointerType === "touch" && Math.abs(event.clientY - this.from[1]) <= 8 && move(event));
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }
  x(week) { return this.left + ((this.right - this.left) * week) / Math.max(1, this.last); }
  weekAt(px) { return Math.round(DA.clamp((px - this.left) / (this.right - this.left), 0, 1) * this.last); }

  draw() {
    const { arms, parting, band } = DA.state;
    DA.empty(this.svg);
    this.readout = null;
    const { width, height } = this.svg.getBoundingClientRect();
    if (!arms.length || width < 50 || height < 40) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.last = DA.state.seat && !DA.seat.over ? arms[0].head.scenario.horizon - 1 : DA.lastWeek();
    // as wide as its letters are: a room needs more
    const letter = parseFloat(getComputedStyle(this.svg).fontSize) || 14;
    Object.assign(this, { letter, left: 4.2 * letter, right: width - 4 * letter, top: 0.9 * letter, bottom: height - 1.7 * letter });
    this.lane = DA.laneOf(this.pick.value);
    // a live run does not show what is still to come
    this.veil = DA.s("rect", { x: this.left - 6, y: -5, height: height + 10, width: 0 });
    this.past = DA.s("g", { "clip-path": "url(#past)" });
    this.svg.append(DA.s("clipPath", { id: "past" }, this.veil));
    this.readout = this.plot(arms, band);
    this.axis(arms[0].head, height);
    this.svg.append(this.past);
    this.marks(arms);
    this.svg.append(...this.readout.dots, ...this.readout.texts);
    if (parting !== null) {
      const line = DA.s("g", { class: "parting" }, DA.s("path", { d: `M${this.x(parting)},0V${this.bottom}` }), DA.s("text", { x: this.x(parting) + 4, y: this.top + letter, text: "the two part here" }));
      this.svg.append(DA.tip(line, DA.explain("parting", "Where the histories part")));
    }
    this.cursor = DA.s("g", { class: "cursor" }, DA.s("path", { d: `M0,2V${this.bottom}` }), DA.s("circle", { r: 5, cy: this.bottom }));
    this.svg.append(this.cursor);
    this.legend(arms, band);
    this.move();
  }
  legend(arms, band) {
    const two = this.lane.of.length > 1;
    const [a, b] = ["A", "B"].map((side) => arms[0].sideName(side));
    const what = this.lane.name === "Front" ? `held by ${a}, ${this.lane.unit}` : this.lane.unit;
    DA.empty(this.key).append(DA.h("span", { class: "unit", text: what }), ...(two ? [DA.h("i", { class: "swatch a" }), ` ${a} `, DA.h("i", { class: "swatch b" }), ` ${b}`] : []), arms.length > 1 ? " · dashed: the right one" : "", band && this.lane.of.some((name) => band[name]) ? " · band: 90 % of the runs" : "");
    DA.tip(this.key, DA.explain(this.lane.why, this.lane.name));
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
  plot(arms, band) {
    const { lane } = this;
    const [low, high] = this.range(lane, arms, band);
    const tall = this.bottom - this.top;
    const y = (v) => this.top + tall - (tall * (v - low)) / (high - low);
    this.svg.append(DA.s("rect", { class: "lane", x: this.left, y: this.top, width: this.right - this.left, height: tall }));
    for (const tick of DA.ticks(low, high, Math.max(2, Math.floor(tall / (2.4 * this.letter))))) {
      this.svg.append(DA.s("path", { class: "grid", d: `M${this.left},${y(tick)}H${this.right}` }), DA.s("text", { class: "axis", x: this.left - 6, y: y(tick), dy: "0.36em", "text-anchor": "end", text: String(tick).replace("-", "−") }));
    }
    if (lane.zero) this.svg.append(DA.s("path", { class: "zero", d: `M${this.left},${y(0)}H${this.right}` }));
    const kinds = lane.of.map((_, k) => (lane.of.length > 1 ? (k ? "b" : "a") : "one"));
    lane.of.forEach((name, k) => {
      if (band && band[name]) this.band(band[name], kinds[k], y, low, high);
      arms.forEach((arm, n) => this.line(arm.column(name), kinds[k], n, y, lane.step));
    });
    return { y, dots: kinds.map((kind) => DA.s("circle", { class: `dot ${kind}`, r: 4 })), texts: kinds.map((kind) => DA.s("text", { class: `value ${kind}`, x: this.right + 6 })) };
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
  marks(arms) {
    arms[0].weeks.forEach((frame, week) => {
      const x = this.x(week);
      if (frame.e.some((event) => arms[0].head.moves[event[2]][0] === "round")) this.past.append(DA.s("path", { class: "tick round", d: `M${x},1v7` }));
      const tones = DA.stopsOf(arms[0], week).map(({ kind }) => DA.toneOf(kind));
      if (tones.includes("good")) this.past.append(DA.s("path", { class: "tick sign", d: `M${x - 4},9l4,-7l4,7Z` }));
      if (tones.includes("bad")) this.past.append(DA.s("path", { class: "tick breach", d: `M${x - 3},2l6,6m0,-6l-6,6` }));
    });
  }
  // as many dates as have room, at round distances of months
  axis(head, height) {
    const months = (this.last * head.scenario.step_days) / 30.4;
    const room = Math.max(2, Math.floor((this.right - this.left) / (5.4 * this.letter)));
    const every = [1, 2, 3, 6, 12, 24, 36, 60, 120].find((m) => months / m <= room) ?? 240;
    let before = -1, edge = -Infinity;
    for (let week = 0; week <= this.last; week += 1) {
      const day = DA.dayOf(head, week);
      const month = day.getUTCFullYear() * 12 + day.getUTCMonth();
      if (month === before || month % every) { before = month; continue; }
      before = month;
      const x = this.x(week);
      const text = every % 12 ? `${DA.MONTHS[day.getUTCMonth()].slice(0, 3)}${day.getUTCMonth() < every || edge < 0 ? ` ${day.getUTCFullYear()}` : ""}` : String(day.getUTCFullYear());
      const half = 0.27 * this.letter * text.length;
      this.svg.append(DA.s("path", { class: "grid", d: `M${x},${this.top}V${this.bottom}` }));
      if (x - half < edge + 0.6 * this.letter || x + half > this.right + 3.5 * this.letter) continue;
      edge = x + half;
      this.svg.append(DA.s("text", { class: "axis", x, y: height - 0.4 * this.letter, "text-anchor": "middle", text }));
    }
  }
  move() {
    const { arms, week } = DA.state;
    if (!arms.length || !DA.known() || !this.readout) return;
    this.veil.setAttribute("width", DA.state.live ? this.x(DA.state.seen ?? 0) - this.left + 10 : this.right - this.left + 12);
    this.cursor.setAttribute("transform", `translate(${this.x(week)},0)`);
    const arm = arms[0];
    const at = DA.weekOf(arm);
    const { y, dots, texts } = this.readout;
    const values = this.lane.of.map((name) => arm.get(at, name));
    const places = values.map((v) => (v === null ? null : DA.clamp(y(v), this.top + 4, this.bottom - 4)));
    // two values that are near each other are told apart
    if (places.length === 2 && places[0] !== null && places[1] !== null && Math.abs(places[0] - places[1]) < 1.1 * this.letter) {
      const middle = (places[0] + places[1]) / 2, up = places[0] <= places[1] ? 0 : 1;
      places[up] = middle - 0.55 * this.letter;
      places[1 - up] = middle + 0.55 * this.letter;
    }
    dots.forEach((dot, k) => {
      DA.set(dot, values[k] === null ? { r: 0 } : { r: 4, cx: this.x(at), cy: y(values[k]) });
      DA.set(texts[k], { y: places[k] ?? 0, dy: "0.36em" });
      texts[k].textContent = values[k] === null ? "" : DA.num(values[k], this.lane.digits ?? 2);
    });
  }
};

// The table: what each lead would offer on each issue, against both ideals and the zone of agreement.
"use strict";
// packages of which both leads have something by what the public can tell
DA.zoneOf = (arm, week) => {
  const [a, b] = arm.head.leads;
  return arm.head.curve.map((_, q) => q).filter((q) => arm.get(week, "margin", a, q) > 0 && arm.get(week, "margin", b, q) > 0);
};
DA.tabledOf = (arm, week) => DA.eventsOf(arm, week).filter((event) => event.move === "offer" && event.subject === 0 && event.value !== null).map((event) => ({ ...event, q: Math.round(event.value * (arm.head.curve.length - 1)) }));
// a deal is signed on what the two know in private, and the zone on the page is what the public can tell
DA.outsideZone = (arm, week) => {
  if (!DA.eventsOf(arm, week).some((event) => event.move === "sign" && event.subject === 0)) return "";
  const zone = DA.zoneOf(arm, week);
  const tabled = DA.tabledOf(arm, week);
  if (!zone.length && arm.get(week, "zone") < 0) return "The public saw no package that both would sign: they signed on what they know in private.";
  return tabled.length && !tabled.some(({ q }) => zone.includes(q)) ? "What was signed lies outside the zone that the public sees: they signed on what they know in private." : "";
};
DA.Table = class {
  constructor() {
    this.root = DA.h("div", { class: "table" });
  }
  update(arm, week) {
    const sitting = DA.eventsOf(arm, week).some((event) => event.move === "round");
    const packages = this.packages(arm, week);
    const zone = DA.zoneOf(arm, week);
    const hint = DA.outsideZone(arm, week);
    const root = DA.empty(this.root);
    root.append(DA.h("p", { class: `lead ${sitting ? "on" : ""}`, text: this.headline(arm, week, sitting, zone) }));
    if (hint) root.append(DA.h("p", { class: "faint", text: hint }));
    root.append(this.legend(arm, packages));
    root.append(this.curve(arm, week, packages, zone));
    for (const [k, issue] of arm.head.issues.entries()) root.append(this.issue(arm, k, issue, packages, zone));
    const answers = this.answers(arm, week);
    if (answers.length) root.append(DA.h("ul", { class: "answers" }, answers.map((text) => DA.h("li", { text }))));
  }
  headline(arm, week, sitting, zone) {
    const width = arm.get(week, "zone");
    const gap = width === null ? "" : width >= 0 ? ` There is a zone of agreement, ${DA.num(width, 3)} of the stake wide.` : ` No package is better than the war for both: ${DA.num(-width, 3)} of the stake is missing.`;
    if (sitting) return `They sit, ${DA.FORMS[arm.get(week, "form")] || "at one table"}.${gap}`;
    return `Nobody sits this week; this is what each would offer.${zone.length || width !== null ? gap : ""}`;
  }
  // concession levels on show: what each would offer, what was tabled
  packages(arm, week) {
    const found = [];
    for (const [side, lead] of arm.head.leads.entries()) {
      const q = arm.get(week, "best_q", lead);
      if (q !== null) found.push({ q, kind: side ? "b" : "a", name: `${arm.name(lead)} would offer`, rule: "offer" });
    }
    for (const event of DA.tabledOf(arm, week)) {
      const own = arm.head.leads.includes(event.actor);
      found.push({ q: event.q, kind: own ? "tabled" : "text", name: own ? `tabled by ${arm.name(event.actor)}` : `text of ${arm.name(event.actor)}`, rule: own ? "offer" : "text" });
    }
    return found;
  }
  legend(arm, packages) {
    const [a, b] = arm.head.leads.map((lead) => arm.name(lead));
    const marks = [["ideal-a", `ideal of ${a}`], ["ideal-b", `ideal of ${b}`], ["band", "zone of agreement"], ...packages.map((p) => [`p-${p.kind}`, p.name])];
    return DA.h("p", { class: "legend" }, marks.map(([kind, text]) => DA.h("span", { class: "item" }, DA.s("svg", { viewBox: "-9 -9 18 18", width: 15, height: 15, "aria-hidden": "true" }, this.mark(kind, 0, 0)), text)));
  }
  mark(kind, x, y) {
    const shapes = {
      "ideal-a": "M0,-7L6,5L-6,5Z", "ideal-b": "M0,7L6,-5L-6,-5Z", band: "M-8,-4L8,-4L8,4L-8,4Z",
      "p-a": "M-6,-6L6,-6L6,6L-6,6Z", "p-b": "M0,-6A6,6 0 1 1 -.1,-6Z", "p-tabled": "M0,-8L8,0L0,8L-8,0Z", "p-text": "M0,-8L2,-2L8,-2L3,2L5,8L0,4L-5,8L-3,2L-8,-2L-2,-2Z",
    };
    return DA.s("path", { class: `mark ${kind}`, d: shapes[kind], transform: `translate(${x},${y})` });
  }
  curve(arm, week, packages, zone) {
    const [a, b] = arm.head.leads;
    const last = arm.head.curve.length - 1;
    const [w, hgt] = [420, 116];
    const all = [a, b].flatMap((lead) => arm.head.curve.map((_, q) => arm.get(week, "margin", lead, q))).filter((m) => m !== null);
    const [low, high] = [Math.min(-0.05, ...all), Math.max(0.05, ...all)];
    const x = (q) => 10 + ((w - 20) * q) / last;
    const y = (m) => 6 + (88 * (high - m)) / (high - low);
    const svg = DA.s("svg", { class: "curve", viewBox: `0 0 ${w} ${hgt}`, role: "img", "aria-label": `What each package is worth: ${this.headline(arm, week, true, zone)}` });
    if (zone.length) {
      const band = DA.s("rect", { class: "mark band", x: x(zone[0]) - 3, y: 2, width: x(zone[zone.length - 1]) - x(zone[0]) + 6, height: 96 });
      svg.append(DA.tip(band, DA.explain("zone", "Zone of agreement")));
    }
    svg.append(DA.s("path", { class: "zero", d: `M10,${y(0)}H${w - 10}` }));
    for (const [lead, side] of [[a, "a"], [b, "b"]]) {
      const points = arm.head.curve.map((_, q) => [q, arm.get(week, "margin", lead, q)]).filter(([, m]) => m !== null);
      if (!points.length) continue;
      const line = DA.s("path", { class: `margin ${side}`, d: `M${points.map(([q, m]) => `${x(q).toFixed(1)},${y(m).toFixed(1)}`).join("L")}` });
      svg.append(DA.tip(line, DA.explain("margin", `Gain of ${arm.name(lead)} by signing`)));
    }
    for (const p of packages) {
      const lead = p.kind === "b" ? b : a;
      const margin = arm.get(week, "margin", lead, p.q);
      svg.append(DA.tip(this.mark(`p-${p.kind}`, x(p.q), margin === null || p.kind === "tabled" || p.kind === "text" ? y(0) : y(margin)), DA.explain(p.rule, DA.capital(p.name))));
    }
    svg.append(DA.s("text", { x: 10, y: hgt - 1, text: `all for ${arm.name(a)}` }), DA.s("text", { x: w - 10, y: hgt - 1, "text-anchor": "end", text: `all for ${arm.name(b)}` }), DA.s("text", { class: "faint", x: w / 2, y: hgt - 1, "text-anchor": "middle", text: `gain by signing, ${DA.signed(low)} to ${DA.signed(high)}` }));
    return svg;
  }
  issue(arm, k, issue, packages, zone) {
    const [w, hgt] = [420, 24];
    // drawn from the ideal of A on the left to that of B on the right, as the curve above
    const [ia, ib] = issue.ideal;
    const flip = ia > ib ? (v) => 1 - v : (v) => v;
    const x = (value) => 12 + (w - 24) * flip(value);
    const svg = DA.s("svg", { viewBox: `0 0 ${w} ${hgt}`, "aria-hidden": "true" }, DA.s("path", { class: "zero", d: `M12,12H${w - 12}` }));
    if (zone.length) {
      const ends = [x(arm.head.curve[zone[0]][k]), x(arm.head.curve[zone[zone.length - 1]][k])].sort((p, q) => p - q);
      svg.append(DA.tip(DA.s("rect", { class: "mark band", x: ends[0] - 2, y: 6, width: ends[1] - ends[0] + 4, height: 12 }), DA.explain("package", "Zone of agreement on this issue")));
    }
    svg.append(DA.tip(this.mark("ideal-a", x(ia), 12), DA.explain("ideal", `Ideal of ${arm.name(arm.head.leads[0])}`)), DA.tip(this.mark("ideal-b", x(ib), 12), DA.explain("ideal", `Ideal of ${arm.name(arm.head.leads[1])}`)));
    for (const p of packages) svg.append(DA.tip(this.mark(`p-${p.kind}`, x(arm.head.curve[p.q][k]), 12), DA.explain(p.rule, `${DA.capital(p.name)}: ${DA.num(arm.head.curve[p.q][k])}`)));
    const care = issue.salience.map((s) => DA.pct(s)).join(" / ");
    return DA.h("div", { class: "issue" }, DA.h("p", {}, DA.h("span", { text: issue.label }), DA.h("span", { class: "faint", title: "How much of the stake it is to each side", text: `weight ${care}` })), svg);
  }
  answers(arm, week) {
    return DA.eventsOf(arm, week).filter((event) => event.move === "accept" || event.move === "reject").map((event) => `${arm.name(event.actor)} ${event.move === "accept" ? "says yes to" : "says no to"} ${DA.subjectName(arm, event.subject).toLowerCase()}${event.value === null ? "" : ` (gain ${DA.signed(event.value, 3)})`}`);
  }
};

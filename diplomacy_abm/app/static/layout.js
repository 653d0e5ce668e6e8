// Who stands where: parties face each other, mediators between them, backers behind.
"use strict";
// in pixels of the box that is there, so that words keep their size and the space is used
DA.columnsOf = (arm) => {
  const { head } = arm;
  const columns = { "-2": [], "-1": [], 0: [], 1: [], 2: [] };
  const backing = arm.pairs("support");
  const behind = (i) => {
    const given = backing.filter(([patron]) => patron === i).map(([, client]) => [arm.get(0, "support", i, client) ?? 0, client]);
    given.sort((a, b) => b[0] - a[0]);
    if (!given.length) return 0;
    return head.actors[given[0][1]].side === "A" ? -2 : 2;
  };
  head.actors.forEach((actor, i) => {
    if (!actor.here) return;
    if (actor.seats.includes("party")) columns[actor.side === "A" ? -1 : 1].push(i);
    else if (actor.seats.includes("mediator") || !actor.seats.includes("patron")) columns[0].push(i);
    else columns[behind(i)].push(i);
  });
  columns[0].sort((a, b) => head.actors[b].seats.includes("mediator") - head.actors[a].seats.includes("mediator"));
  return columns;
};
// what discs of radius r need; `fits` says whether nobody then stands on anybody
DA.measured = (columns, width, height, r) => {
  const named = width >= 520 && r >= 17;
  const unit = r / 24;
  const gap = 2 * r + (named ? 44 : 10) * unit;
  const wide = named ? Math.max(104 * unit, 84) : Math.max(84 * unit, 42);
  const rowsThatFit = Math.max(1, Math.floor((height - 8) / gap));
  const lines = (n) => Math.ceil(n / rowsThatFit);
  const edge = { "-1": lines(columns[-2].length) * wide, 1: width - lines(columns[2].length) * wide };
  const room = edge[1] - edge[-1];
  const perRow = Math.max(1, Math.floor((room * 0.9) / wide));
  const half = Math.ceil(columns[0].length / 2);
  const rows = Math.ceil(half / perRow) + Math.ceil((columns[0].length - half) / perRow);
  const band = Math.max(5.4 * r, Math.max(columns[-1].length, columns[1].length) * gap);
  return { r, named, unit, gap, wide, lines, edge, room, perRow, half, fits: rows * gap + band <= height && room >= 9 * r };
};
DA.places = (arm, width, height) => {
  const { head } = arm;
  const columns = DA.columnsOf(arm);
  let size = Math.min(36, Math.max(23, Math.round(width / 20)));
  let m = DA.measured(columns, width, height, size);
  while (!m.fits && size > 8) m = DA.measured(columns, width, height, (size -= 1));
  const { r, named, unit, gap, wide, lines, edge, room, perRow, half } = m;
  const found = new Map();
  const middle = height / 2;
  const across = { "-1": edge[-1] + room * 0.16, 1: edge[1] - room * 0.16 };
  for (const c of [-2, 2]) {
    const here = columns[c];
    const each = Math.ceil(here.length / Math.max(1, lines(here.length)));
    here.forEach((i, k) => {
      const line = Math.floor(k / each);
      const inLine = Math.min(each, here.length - line * each);
      const step = Math.min(gap * 1.35, (height - gap) / Math.max(1, inLine - 1));
      const away = (line + 0.5) * wide;
      found.set(i, { x: c < 0 ? away : width - away, y: middle + ((k % each) - (inLine - 1) / 2) * step - (named ? 14 * unit : 0), column: c });
    });
  }
  for (const c of [-1, 1]) {
    const here = columns[c];
    const step = Math.min(gap * 1.7, (height - 2 * gap) / Math.max(1, here.length - 1));
    // the lead in the middle, others above and below it in turn
    const order = [...here].sort((a, b) => head.leads.includes(b) - head.leads.includes(a));
    order.forEach((i, k) => found.set(i, { x: across[c] - (k ? c * room * 0.03 : 0), y: middle + (k % 2 ? -1 : 1) * Math.ceil(k / 2) * step, column: c }));
  }
  [columns[0].slice(0, half), columns[0].slice(half)].forEach((here, below) => {
    const rows = Math.ceil(here.length / perRow);
    here.forEach((i, k) => {
      const row = Math.floor(k / perRow);
      const inRow = Math.min(perRow, here.length - row * perRow);
      const step = Math.min(wide * 1.35, (room * 0.9) / inRow);
      const y = below ? height - (named ? 36 : 8) * unit - r - (rows - 1 - row) * gap : r + 6 + row * gap;
      found.set(i, { x: (edge[-1] + edge[1]) / 2 + ((k % perRow) - (inRow - 1) / 2) * step, y, column: 0 });
    });
  });
  return { width, height, middle, found, r, unit, named, wide };
};
DA.radius = (arm, week, i, plan) => {
  const strength = arm.get(week, "capability", i);
  if (strength === null) return arm.head.leads.includes(i) ? plan.r * 1.5 : plan.r;
  return DA.clamp(1.55 * plan.r * Math.sqrt(Math.max(strength, 0.05)), plan.r * 0.8, plan.r * 2.3);
};
// a name on up to two lines of so many letters; the whole of it is told by the mark itself
DA.lines = (name, letters) => {
  const found = [];
  for (const word of name.split(" ")) {
    const last = found.length - 1;
    if (last >= 0 && found[last].length + word.length < letters) found[last] += ` ${word}`;
    else found.push(word);
  }
  const kept = found.slice(0, 2).map((line) => (line.length > letters ? `${line.slice(0, letters - 1)}…` : line));
  if (found.length > 2 && !kept[1].endsWith("…")) kept[1] = `${kept[1].slice(0, letters - 1)}…`;
  return kept;
};
// a bow from one disc to the other: start, control, end
DA.bow = (a, b, ra, rb, bend) => {
  const dx = b.x - a.x, dy = b.y - a.y;
  const c = { x: (a.x + b.x) / 2 - dy * bend, y: (a.y + b.y) / 2 + dx * bend };
  const cut = (p, r) => {
    const length = Math.hypot(c.x - p.x, c.y - p.y) || 1;
    return { x: p.x + ((c.x - p.x) / length) * r, y: p.y + ((c.y - p.y) / length) * r };
  };
  return { a: cut(a, ra), c, b: cut(b, rb) };
};
DA.along = ({ a, c, b }, t) => ({
  x: (1 - t) * (1 - t) * a.x + 2 * t * (1 - t) * c.x + t * t * b.x,
  y: (1 - t) * (1 - t) * a.y + 2 * t * (1 - t) * c.y + t * t * b.y,
});
DA.pathOf = ({ a, c, b }) => `M${a.x.toFixed(1)},${a.y.toFixed(1)}Q${c.x.toFixed(1)},${c.y.toFixed(1)} ${b.x.toFixed(1)},${b.y.toFixed(1)}`;

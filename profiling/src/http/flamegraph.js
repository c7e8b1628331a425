// Draws the tree in #data: each node is [name, value, children], and 1 behind
// them where the service's own code has not begun yet. A click zooms in.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const graph = document.getElementById("graph");
  const told = document.getElementById("told");
  const search = document.getElementById("search");
  const HEIGHT = 18, LEAST_PX = 2;
  // Functions with lines that are worth a look.
  const marks = new Map();
  for (const of of data.advice) {
    const line = `look here, line ${of.line}: ${of.pattern}\n${of.question}`;
    marks.set(of.function, [...(marks.get(of.function) ?? []), line]);
  }

  const size = (node) => Math.abs(node[1]);
  const readable = (value) => {
    if (data.unit === "nanoseconds") return (value / 1e9).toPrecision(3) + " s";
    if (data.unit === "bytes") return (value / 1048576).toPrecision(3) + " MiB";
    return String(value);
  };
  // The same function has the same colour wherever it stands.
  const colour = (name) => {
    let hash = 0;
    for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
    return `hsl(${20 + (hash % 40)} 85% ${62 + (hash >>> 8) % 14}%)`;
  };

  const draw = (top) => {
    graph.replaceChildren();
    const width = graph.clientWidth;
    const wanted = search.value.toLowerCase();
    let deepest = 0, found = 0;
    const place = (node, left, pixels, depth, counted) => {
      if (pixels < LEAST_PX) return;
      deepest = Math.max(deepest, depth);
      const frame = document.createElement("div");
      frame.className = "frame";
      const hit = wanted && node[0].toLowerCase().includes(wanted);
      if (hit) { frame.classList.add("found"); if (!counted) found += size(node); }
      frame.style.left = left + "px";
      frame.style.top = depth * HEIGHT + "px";
      frame.style.width = pixels + "px";
      frame.style.background = colour(node[0]);
      const share = (100 * size(node) / (size(data.root) || 1)).toFixed(1) + " %";
      frame.textContent = node[0];
      const mark = marks.get(node[0]);
      if (mark) frame.classList.add("advised");
      frame.title = [node[0], `${readable(node[1])}, ${share}`, ...(mark ?? [])].join("\n");
      frame.onclick = () => { shown = node; draw(node); };
      graph.append(frame);
      const inside = node[2].reduce((sum, child) => sum + size(child), 0);
      const scale = pixels / Math.max(size(node), inside, 1);
      let at = left;
      for (const child of node[2]) {
        place(child, at, size(child) * scale, depth + 1, counted || hit);
        at += size(child) * scale;
      }
    };
    place(top, 0, width, 0, false);
    graph.style.height = (deepest + 1) * HEIGHT + "px";
    told.textContent = `total ${readable(top[1])}` + (wanted ? `, found ${readable(found)}` : "");
  };

  // Two nodes of one name as one.
  const merged = (one, other) =>
    [one[0], one[1] + other[1], children([...one[2], ...other[2]])];
  const children = (nodes) => {
    const byName = new Map();
    for (const node of nodes) {
      const known = byName.get(node[0]);
      byName.set(node[0], known ? merged(known, node) : node);
    }
    return [...byName.values()];
  };
  // What stands before the service's own code gives way to what it calls; what
  // it used itself stays, under one name.
  const own = (node) => {
    if (!node[3]) return [node];
    const inside = node[2].reduce((sum, child) => sum + child[1], 0);
    const rest = node[1] - inside;
    return [...(rest ? [["(runtime)", rest, []]] : []), ...node[2].flatMap(own)];
  };
  const folded = (node) => {
    if (!node[2].some((child) => child[3])) return node;
    return [node[0], node[1], children(node[2].flatMap(own))];
  };
  // Threads are the first level, where there are any, and stay.
  const threads = data.root[2].map((node) => (node[3] ? node : folded(node)));
  const short = folded([data.root[0], data.root[1], threads]);

  const runtime = document.getElementById("runtime");
  const whole = () => (runtime.getAttribute("aria-pressed") === "true" ? data.root : short);
  let shown = whole();
  runtime.onclick = () => {
    const pressed = runtime.getAttribute("aria-pressed") === "true";
    runtime.setAttribute("aria-pressed", String(!pressed));
    shown = whole();
    draw(shown);
  };
  document.getElementById("reset").onclick = () => { shown = whole(); draw(shown); };
  search.oninput = () => draw(shown);
  addEventListener("resize", () => draw(shown));
  draw(shown);
})();

// Draws the tree in #data: each node is [name, value, children]. A click zooms in.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const graph = document.getElementById("graph");
  const told = document.getElementById("told");
  const search = document.getElementById("search");
  const HEIGHT = 18, LEAST_PX = 2;

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
      frame.title = `${node[0]}\n${readable(node[1])}, ${share}`;
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

  let shown = data.root;
  document.getElementById("reset").onclick = () => { shown = data.root; draw(shown); };
  search.oninput = () => draw(shown);
  addEventListener("resize", () => draw(shown));
  draw(shown);
})();

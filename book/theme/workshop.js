// Sorting, opening and filtering of the pairs' table; copying of code. Without this
// file everything is still there: every row, in the order of the catalogue.
(() => {
  "use strict";

  for (const table of document.querySelectorAll("table.sortable")) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      header.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = header.getAttribute("aria-sort") !== "descending";
        headers.forEach((other) => other.removeAttribute("aria-sort"));
        header.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const numeric = header.dataset.sort === "number";
        // A pattern is sorted by its first row.
        const key = (body) => {
          const cell = body.rows[0].cells[column];
          return numeric ? Number(cell.dataset.key) : cell.textContent.trim();
        };
        const compare = (a, b) =>
          numeric ? key(a) - key(b) : key(a).localeCompare(key(b));
        const bodies = [...table.tBodies].sort(compare);
        if (descending) bodies.reverse();
        table.append(...bodies);
      });
    });

    for (const body of table.tBodies) {
      const more = [...body.querySelectorAll("tr.more")];
      if (more.length === 0) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "open";
      const show = (open) => {
        for (const row of more) row.hidden = !open;
        button.textContent = open ? "▾" : "▸";
        button.setAttribute("aria-expanded", String(open));
      };
      const cell = body.rows[0].cells[0];
      button.setAttribute("aria-label", `${more.length} more of ${cell.textContent.trim()}`);
      button.addEventListener("click", () => show(more[0].hidden));
      cell.prepend(button);
      show(false);
    }
  }

  for (const form of document.querySelectorAll("form.filters")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    const inputs = [...form.querySelectorAll("[data-filter]")];
    const matches = {
      text: (body, wanted) => body.textContent.toLowerCase().includes(wanted.toLowerCase()),
      verdict: (body, wanted) => body.rows[0].cells[6].textContent.trim() === wanted,
    };
    const has = (body, name, wanted) => body.dataset[name].split(" ").includes(wanted);
    const apply = () => {
      for (const body of document.querySelectorAll("table.pairs tbody")) {
        body.hidden = !inputs.every((input) => {
          const name = input.dataset.filter;
          const wanted = input.type === "checkbox" ? String(input.checked || "") : input.value;
          if (wanted === "") return true;
          return matches[name] ? matches[name](body, wanted) : has(body, name, wanted);
        });
      }
    };
    form.addEventListener("input", apply);
    form.addEventListener("change", apply);
  }

  // What is cut off can be scrolled by keyboard too.
  const reach = () => {
    for (const part of document.querySelectorAll("pre > code, .wide")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    }
  };
  reach();
  window.addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);

  // Code alone where the page is not trusted with the clipboard: no button then.
  const buttons = navigator.clipboard ? document.querySelectorAll(".copy-code") : [];
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const shared = document.getElementById("shared-code");
      const code = button.closest(".variant").querySelector("pre code").textContent;
      const parts = [shared ? shared.content.textContent : "", code];
      const text = parts.filter((part) => part !== "").join("\n");
      await navigator.clipboard.writeText(`${text.trimEnd()}\n`);
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    });
  }
})();

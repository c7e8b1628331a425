// Sorting and filtering of tables, tabs of variants, copying. Without this file
// everything is still there: all variants one below the other, rows in the order
// of the catalogue.
(() => {
  "use strict";

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
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
        const key = (row) => {
          const cell = row.cells[column];
          return numeric ? Number(cell.dataset.key) : cell.textContent.trim();
        };
        const compare = (a, b) =>
          numeric ? key(a) - key(b) : key(a).localeCompare(key(b));
        const rows = [...body.rows].sort(compare);
        if (descending) rows.reverse();
        body.append(...rows);
      });
    });
  }

  for (const form of document.querySelectorAll("form.filters")) {
    form.hidden = false;
    const selects = [...form.querySelectorAll("select")];
    const apply = () => {
      for (const row of document.querySelectorAll("table.pairs tbody tr")) {
        row.hidden = !selects.every((select) => {
          const wanted = select.value;
          const has = row.dataset[select.dataset.filter];
          if (wanted === "") return true;
          if (wanted === "typical") return has !== "counter-case";
          return has.split(" ").includes(wanted);
        });
      }
    };
    form.addEventListener("change", apply);
  }

  for (const variants of document.querySelectorAll("[data-tabs]")) {
    const sections = [...variants.querySelectorAll("[data-tab]")];
    const bar = document.createElement("div");
    bar.className = "tabs";
    bar.setAttribute("role", "tablist");
    const show = (chosen) => {
      for (const section of sections) section.hidden = section !== chosen;
      for (const tab of bar.children) {
        tab.setAttribute("aria-selected", String(tab.textContent === chosen.dataset.tab));
      }
    };
    for (const section of sections) {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.textContent = section.dataset.tab;
      tab.setAttribute("role", "tab");
      tab.addEventListener("click", () => show(section));
      bar.append(tab);
    }
    variants.prepend(bar);
    // The slow variant and the fast one are what a reader compares first.
    show(sections.find((section) => section.dataset.role === "slow") ?? sections[0]);
  }

  for (const button of document.querySelectorAll(".copy-code")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.closest(".variant").querySelector("template.standalone");
      await navigator.clipboard.writeText(code.content.textContent);
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    });
  }
})();

"use strict";
// The map, the tables and the figures of a dossier. No request leaves the page.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const say = (text) => data.words[text] ?? text;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // Light and dark: as the system says, or as was chosen for this visit.
  $("#theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  $("#print").addEventListener("click", () => window.print());

  // The map.
  const colours = data.colours;
  const classes = { crossed: colours.classes[0], within: colours.classes[1], beyond: colours.classes[2] };
  const map = L.map("map", { zoomSnap: 0.25, keyboard: true, attributionControl: true });
  map.attributionControl.setPrefix("Leaflet").addAttribution(make("i", data.credit).innerHTML);
  L.control.scale({ imperial: false }).addTo(map);
  const byCommune = new Map();
  const byAlignment = new Map();
  const layers = {};
  const communeStyle = (f) => ({ color: "#a89a78", weight: 0.7, fillColor: classes[f.properties.served_class], fillOpacity: 1 });
  const tip = (lines) => {
    const box = make("div");
    lines.filter(Boolean).forEach((line, i) => box.append(make(i ? "div" : "b", line)));
    return box;
  };
  layers.communes = L.geoJSON(data.layers.communes, {
    style: communeStyle,
    onEachFeature: (f, layer) => {
      const p = f.properties;
      byCommune.set(p.commune_id, layer);
      layer.bindTooltip(() => tip([p.commune, p.province, say(p.served_class) + (p.served_by ? ": " + p.served_by : ""), data.people[p.commune_id]]), { sticky: true });
      layer.on("click", () => pickCommune(p.commune_id, true));
    },
  });
  if (data.layers.zones) {
    layers.zones = L.geoJSON(data.layers.zones, { interactive: false, style: { color: "#6a4c93", weight: 2, dashArray: "1 5", fill: false } });
  }
  const road = (f, style) => ({ color: "#8c8c8c", weight: 1.6, ...style });
  if (data.layers.other_roads) {
    layers.other_roads = L.geoJSON(data.layers.other_roads, { style: road, onEachFeature: (f, l) => l.bindTooltip(() => tip([f.properties.route, f.properties.alignment_name]), { sticky: true }) });
  }
  const pens = new Map(data.alignments.map((a) => [a.id, a]));
  const casing = L.geoJSON(data.layers.alignments, { interactive: false, style: { color: "#ffffff", weight: 7, opacity: 0.95 } });
  const lines = L.geoJSON(data.layers.alignments, {
    style: (f) => ({ color: pens.get(f.properties.alignment_id).colour, weight: 3.6, dashArray: pens.get(f.properties.alignment_id).dashes, lineCap: "butt" }),
    onEachFeature: (f, layer) => {
      const p = f.properties;
      byAlignment.set(p.alignment_id, layer);
      layer.bindTooltip(() => tip([p.alignment_id + " · " + (p.alignment_name ?? ""), data.lengths[p.alignment_id]]), { sticky: true });
      layer.on("click", () => pickAlignment(p.alignment_id, true));
    },
  });
  layers.alignments = L.layerGroup([casing, lines]);
  const dot = (style) => (f, at) => L.circleMarker(at, { radius: 4, weight: 2, color: "#111", fillColor: "#fff", fillOpacity: 1, ...style });
  const named = (cls) => (f, layer) => layer.bindTooltip(f.properties.target.split(" (")[0], { permanent: true, direction: "right", className: cls, offset: [4, 0] });
  if (data.layers.km_posts) {
    const posts = { ...data.layers.km_posts, features: data.layers.km_posts.features.filter((f) => f.properties.km % 10 === 0) };
    layers.km_posts = L.geoJSON(posts, { pointToLayer: dot({ radius: 2.5, weight: 1 }), onEachFeature: (f, l) => l.bindTooltip(() => tip([f.properties.alignment_id + " " + f.properties.km_label, f.properties.official_label && say("lý trình") + ": " + f.properties.official_label])) });
  }
  if (data.layers.towns) layers.towns = L.geoJSON(data.layers.towns, { pointToLayer: dot({}), onEachFeature: named("name") });
  if (data.layers.zone_points) {
    layers.zone_points = L.geoJSON(data.layers.zone_points, { pointToLayer: dot({ color: "#6a4c93" }), onEachFeature: (f, l) => l.bindTooltip(() => tip([f.properties.target, f.properties.note])) });
  }
  if (data.layers.gates) {
    layers.gates = L.geoJSON(data.layers.gates, { pointToLayer: (f, at) => dot({ radius: 6, fillColor: f.properties.proxy ? "#fff" : "#111" })(f, at), onEachFeature: named("name") });
  }
  const order = ["communes", "zones", "other_roads", "alignments", "km_posts", "towns", "zone_points", "gates"].filter((name) => layers[name]);
  const shown = new Set(order.filter((name) => !["km_posts", "towns"].includes(name)));
  const redraw = () => {
    order.forEach((name) => layers[name].remove());
    order.filter((name) => shown.has(name)).forEach((name) => layers[name].addTo(map));
  };
  order.forEach((name) => {
    const box = make("input", undefined, { type: "checkbox" });
    box.checked = shown.has(name);
    box.addEventListener("change", () => {
      if (box.checked) shown.add(name);
      else shown.delete(name);
      redraw();
    });
    const label = make("label");
    label.append(box, make("span", data.titles[name]));
    $("#layers").append(label);
  });
  map.fitBounds(lines.getBounds(), { padding: [20, 20] });
  redraw();

  // Picking a commune or an alignment marks it on the map and in every table.
  let marked = null;
  const mark = (layer, style) => {
    if (marked) marked.layer.setStyle(marked.style);
    marked = null;
    if (layer) {
      marked = { layer, style: { color: layer.options.color, weight: layer.options.weight } };
      layer.setStyle(style);
      layer.bringToFront();
      if (byCommune.has(layer.feature?.properties.commune_id) && shown.has("alignments")) order.slice(1).filter((n) => shown.has(n)).forEach((n) => { layers[n].remove(); layers[n].addTo(map); });
    }
  };
  const pickRows = (selector, scroll) => {
    $$("tr.picked").forEach((row) => row.classList.remove("picked"));
    const rows = $$(selector);
    rows.forEach((row) => row.classList.add("picked"));
    if (scroll && rows.length) rows[0].scrollIntoView({ block: "center" });
    return rows;
  };
  const picked = $("#picked");
  function pickCommune(code, fromMap) {
    const layer = byCommune.get(code);
    mark(layer, { color: "#c1121f", weight: 4 });
    pickRows(`tr[data-commune="${CSS.escape(code)}"]`, false);
    if (!layer) return;
    const p = layer.feature.properties;
    const list = make("dl");
    const add = (name, value) => list.append(make("dt", name), make("dd", value));
    add(say("code"), code);
    add(say("served"), say(p.served_class) + (p.served_by ? ": " + p.served_by : ""));
    add(say("people"), data.people[code] ?? "–");
    const go = make("button", say("Show its rows"), { type: "button" });
    go.addEventListener("click", () => pickRows(`tr[data-commune="${CSS.escape(code)}"]`, true));
    picked.replaceChildren(make("b", p.commune), list, go);
    if (!fromMap) {
      map.fitBounds(layer.getBounds(), { maxZoom: 10, padding: [60, 60] });
      $("#map").scrollIntoView({ block: "center" });
    }
  }
  function pickAlignment(id, fromMap) {
    const layer = byAlignment.get(id);
    mark(layer, { weight: 7 });
    pickRows(`tr[data-alignment="${CSS.escape(id)}"]`, false);
    if (!layer) return;
    picked.replaceChildren(make("b", id), make("div", layer.feature.properties.alignment_name ?? ""), make("div", data.lengths[id] ?? ""));
    if (!fromMap) {
      map.fitBounds(layer.getBounds(), { padding: [20, 20] });
      $("#map").scrollIntoView({ block: "center" });
    }
  }
  window.corridor = { pickCommune, pickAlignment, map };

  // Tables: sort by any column, filter by any text.
  const collator = new Intl.Collator(data.language, { numeric: true });
  $$("table[data-table]").forEach((table) => {
    const body = table.tBodies[0];
    $$("th", table).forEach((th, n) => {
      $("button", th).addEventListener("click", () => {
        const up = th.getAttribute("aria-sort") !== "ascending";
        $$("th", table).forEach((other) => other.removeAttribute("aria-sort"));
        th.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => row.cells[n].dataset.v ?? "";
        const empty = (v) => v === "";
        [...body.rows]
          .sort((a, b) => {
            const [x, y] = [key(a), key(b)];
            if (empty(x) || empty(y)) return empty(x) - empty(y);
            const numbers = th.classList.contains("n");
            return (up ? 1 : -1) * (numbers ? Number(x) - Number(y) : collator.compare(x, y));
          })
          .forEach((row) => body.append(row));
      });
    });
    const filter = $("input", table.closest("section"));
    const count = $("output", table.closest("section"));
    const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();
    filter?.addEventListener("input", () => {
      const wanted = plain(filter.value);
      let seen = 0;
      for (const row of body.rows) {
        row.hidden = !plain(row.textContent).includes(wanted);
        seen += !row.hidden;
      }
      count.textContent = filter.value ? `${seen} / ${body.rows.length}` : "";
    });
  });
  const act = (event) => {
    const figure = event.target.closest("td.n button");
    if (figure) return open(figure);
    const row = event.target.closest("tr[data-commune], tr[data-alignment]");
    if (!row || event.target.closest("a, button, input")) return;
    if (row.dataset.commune) pickCommune(row.dataset.commune, false);
    else pickAlignment(row.dataset.alignment, false);
  };
  document.addEventListener("click", act);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("tr[data-commune], tr[data-alignment]")) act(event);
  });

  // A figure opens to what it means, the pieces it is made of, and where they come from.
  const dialog = $("#figure");
  const pieces = (table, column, row) => {
    const id = row.dataset.alignment;
    const of = (name) => $(`table[data-table="${name}"]`);
    const lengths = ["length_m", "official_m", "inside_m", "outside_m"];
    const people = ["people_within", "people_counted", "communes", "people", "population", "area_share", "communes_crossed", "people_crossed", "communes_within", "share_of_province", "people_zone_iii"];
    const name = lengths.includes(column) && table !== "coverage" ? "coverage" : people.includes(column) && table !== "communes" ? "communes" : null;
    const from = name && of(name);
    if (!from) return null;
    const rows = [...from.tBodies[0].rows].filter((r) => (!id || r.dataset.alignment === id) && (!row.dataset.commune || r.dataset.commune === row.dataset.commune));
    return rows.length ? { head: [...from.tHead.rows[0].cells].map((c) => c.textContent), rows: rows.map((r) => [...r.cells].map((c) => c.textContent)), title: from.dataset.title } : null;
  };
  function open(button) {
    const cell = button.closest("td");
    const row = cell.parentElement;
    const table = row.closest("table");
    const column = data.tables[table.dataset.table].columns[cell.cellIndex];
    const list = make("dl");
    const add = (name, value) => value && list.append(make("dt", name), make("dd", value));
    add(say("meaning"), column.meaning);
    add(say("unit"), column.unit);
    add(say("exact"), cell.dataset.v + (column.unit && column.unit !== "0 to 1" ? " " + column.unit : ""));
    add(say("empty means"), column.empty);
    if (row.dataset.id) {
      const [path, query] = row.dataset.id.split("?");
      add(say("identifier"), `corridor explain "${path}/${column.name}${query ? "?" + query : ""}"`);
    }
    const parts = [make("h2", `${column.label} · ${[row.dataset.alignment, row.dataset.name].filter(Boolean).join(" · ") || table.dataset.title}`), make("div", button.textContent, { class: "value" }), list];
    const own = make("dl");
    [...row.cells].forEach((c, i) => c.textContent.trim() && i !== cell.cellIndex && own.append(make("dt", table.tHead.rows[0].cells[i].textContent), make("dd", c.textContent)));
    const found = pieces(table.dataset.table, column.name, row);
    if (found) {
      const box = make("div", undefined, { class: "wide" });
      const inner = make("table");
      const head = inner.createTHead().insertRow();
      found.head.forEach((h) => { const th = make("th", h); th.style.padding = ".3rem .5rem"; head.append(th); });
      const body = inner.createTBody();
      found.rows.forEach((cells) => { const r = body.insertRow(); cells.forEach((c) => r.append(make("td", c))); });
      box.append(inner);
      parts.push(make("h3", `${say("Pieces")}: ${found.title}`), box);
    } else {
      parts.push(make("h3", say("Its row")), own);
    }
    parts.push(make("h3", say("Sources")));
    const sources = make("ul");
    data.sources.filter((s) => data.tables[table.dataset.table].roles.includes(s.role)).forEach((s) => sources.append(make("li", `${s.title} (${s.file}): ${[s.publisher, s.date, s.licence, s.accuracy].filter(Boolean).join("; ")}`)));
    parts.push(sources);
    const close = make("button", say("Close"), { type: "button" });
    close.addEventListener("click", () => dialog.close());
    parts.push(close);
    dialog.replaceChildren(...parts);
    dialog.showModal();
    dialog.scrollTop = 0;
  }
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.documentElement.dataset.ready = "yes";
})();

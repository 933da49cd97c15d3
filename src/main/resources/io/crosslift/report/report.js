"use strict";
// Draws the charts of the report with D3: one function per kind, all of them as SVG in the colours of the page.
(() => {
  const SYMBOLS = [d3.symbolCircle, d3.symbolSquare, d3.symbolTriangle, d3.symbolDiamond, d3.symbolCross];
  const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

  /** A drawing of a width; a screen reader passes it by, as the box around it has the name. */
  const drawing = (width) => d3.create("svg").attr("width", width).attr("aria-hidden", "true").attr("focusable", "false");

  const pen = document.createElement("canvas").getContext("2d");

  /** Width of a text as labels are set. */
  function extent(text) {
    pen.font = `12.5px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(text).width;
  }

  /** The text, or its beginning and a mark that it goes on. */
  function cut(text, width) {
    if (extent(text) <= width) return text;
    let end = text.length;
    while (end > 1 && extent(text.slice(0, end) + "…") > width) end--;
    return text.slice(0, end).trimEnd() + "…";
  }

  /** Breaks a label into at most two lines of a width. */
  function lines(text, width) {
    if (extent(text) <= width) return [text];
    const words = text.split(" ");
    let first = words.shift();
    while (words.length && extent(`${first} ${words[0]}`) <= width) first += ` ${words.shift()}`;
    return [cut(first, width), cut(words.join(" "), width)].filter((line) => line);
  }

  /** A row's label, right-aligned before the plot. */
  function label(svg, text, x, y, strong) {
    const parts = lines(text, (x - 2) / (strong ? 1.1 : 1));
    const node = svg.append("text").attr("class", strong ? "label strong" : "label").attr("text-anchor", "end");
    parts.forEach((part, i) =>
      node.append("tspan").attr("x", x).attr("y", y + (i - (parts.length - 1) / 2) * 13).attr("dy", "0.35em").text(part));
    node.append("title").text(text);
  }

  /** Room for the labels of rows: what the longest takes, at most a part of the width. */
  const gutter = (width, texts) => Math.min(width * 0.4, 8 + 1.12 * d3.max(texts, extent));

  /** Grid, scale and its name below the rows. */
  function scale(svg, x, top, bottom, format, name, width) {
    const ticks = x.ticks(Math.max(2, Math.floor((x.range()[1] - x.range()[0]) / 80)));
    const tick = svg.append("g").selectAll("g").data(ticks).join("g").attr("transform", (value) => `translate(${x(value)},0)`);
    tick.append("line").attr("class", (value) => (value === 0 ? "zero" : "grid")).attr("y1", top).attr("y2", bottom);
    tick.append("text").attr("class", "tick").attr("text-anchor", "middle").attr("y", bottom + 16).text(format);
    svg.append("text").attr("class", "tick").attr("x", width).attr("y", bottom + 34).attr("text-anchor", "end").text(name);
  }

  /** What the symbols stand for, above the plot, on as many lines as it takes; says how high it is. */
  function legend(svg, names, width, mark) {
    let at = 0, line = 0;
    names.forEach((name, i) => {
      const wide = 32 + extent(name);
      if (at > 0 && at + wide > width) [at, line] = [0, line + 1];
      mark(svg.append("g").attr("transform", `translate(${at + 6},${line * 19 + 9})`), i);
      svg.append("text").attr("class", "label").attr("x", at + 17).attr("y", line * 19 + 9).attr("dy", "0.35em").text(name);
      at += wide;
    });
    return (line + 1) * 19 + 9;
  }

  const symbol = (node, i, note) => node.append("path").attr("class", `mark c${i}`)
    .attr("d", d3.symbol(SYMBOLS[i % SYMBOLS.length], 64)).append("title").text(note ?? "");

  const bounds = (points) => d3.extent(points.flatMap((point) => [point.low, point.high, point.value, 0]).filter((value) => value != null));

  function shares(box, points, width) {
    const channels = [...new Set(points.map((point) => point.channel))];
    const models = [...new Set(points.map((point) => point.model))];
    const left = gutter(width, channels);
    const row = models.length * 13 + 14;
    const svg = drawing(width);
    const top = legend(svg, models, width, (node, i) => symbol(node, i)), bottom = top + channels.length * row;
    const x = d3.scaleLinear(bounds(points), [left + 8, width - 20]).nice(4);
    scale(svg, x, top, bottom, percent.format, box.dataset.axis, width);
    channels.forEach((channel, r) => {
      if (r) svg.append("line").attr("class", "rule").attr("x1", 0).attr("x2", width).attr("y1", top + r * row).attr("y2", top + r * row);
      label(svg, channel, left, top + (r + 0.5) * row);
    });
    for (const point of points) {
      const i = models.indexOf(point.model);
      const y = top + channels.indexOf(point.channel) * row + 14 + i * 13;
      interval(svg, x, y, point, i);
      symbol(svg.append("g").attr("transform", `translate(${x(point.value)},${y})`), i, point.note);
    }
    return [svg, bottom + 40];
  }

  function interval(svg, x, y, point, i) {
    if (point.low == null || point.high == null) return;
    svg.append("line").attr("class", `interval c${i}`).attr("x1", x(point.low)).attr("x2", x(point.high)).attr("y1", y).attr("y2", y)
      .append("title").text(point.note);
  }

  function forest(box, points, width) {
    const narrow = width < 560;
    const left = narrow ? 0 : gutter(width, points.map((point) => point.label));
    const row = narrow ? 46 : 30;
    const verdicts = [...new Set(points.map((point) => point.kind))];
    const svg = drawing(width);
    const plain = verdicts[0] === "not an experiment";
    const top = plain ? 4 : legend(svg, verdicts, width, (node, i) => symbol(node, i)), bottom = top + points.length * row;
    const x = d3.scaleLinear(bounds(points), [left + 20, width - 20]).nice(4);
    scale(svg, x, top, bottom, percent.format, box.dataset.axis, width);
    points.forEach((point, r) => {
      const i = verdicts.indexOf(point.kind);
      const y = top + r * row + (narrow ? 32 : row / 2);
      if (narrow) svg.append("text").attr("class", "label halo").attr("x", 0).attr("y", top + r * row + 16).text(cut(point.label, width));
      else label(svg, point.label, left, y);
      interval(svg, x, y, point, i);
      symbol(svg.append("g").attr("transform", `translate(${x(point.value)},${y})`), i, point.note);
    });
    return [svg, bottom + 40];
  }

  function bars(box, points, width) {
    const left = gutter(width, points.map((point) => point.label));
    const right = 12 + 1.1 * d3.max(points, (point) => extent(point.note));
    const row = 30;
    const svg = drawing(width);
    const x = d3.scaleLinear([0, d3.max(points, (point) => point.value) || 1], [left + 8, width - right]);
    points.forEach((point, r) => {
      const y = r * row + 4;
      label(svg, point.label, left, y + (row - 8) / 2);
      svg.append("rect").attr("class", "bar c0").attr("x", x(0)).attr("y", y).attr("width", Math.max(1, x(point.value) - x(0))).attr("height", row - 8);
      svg.append("text").attr("class", "value").attr("x", x(point.value) + 6).attr("y", y + (row - 8) / 2).attr("dy", "0.35em").text(point.note);
    });
    return [svg, points.length * row + 4];
  }

  function pairs(box, points, width) {
    const channels = [...new Set(points.map((point) => point.channel))];
    const left = gutter(width, channels);
    const row = 56;
    const svg = drawing(width);
    const top = legend(svg, ["credited", "incremental"], width, (node, i) =>
      node.append("rect").attr("class", i ? "bar hatched" : "bar c0").attr("x", -6).attr("y", -6).attr("width", 14).attr("height", 12));
    const bottom = top + channels.length * row;
    const x = d3.scaleLinear(bounds(points), [left + 8, width - 70]).nice(4);
    scale(svg, x, top, bottom, compact.format, box.dataset.axis, width);
    channels.forEach((channel, r) => label(svg, channel, left, top + (r + 0.5) * row));
    for (const point of points) {
      const second = point.kind === "incremental";
      const y = top + channels.indexOf(point.channel) * row + (second ? 28 : 8);
      const from = Math.min(x(0), x(point.value)), to = Math.max(x(0), x(point.value));
      svg.append("rect").attr("class", second ? "bar hatched" : "bar c0").attr("x", from).attr("y", y).attr("width", Math.max(1, to - from)).attr("height", 18);
      svg.append("text").attr("class", "value").attr("x", to + 6).attr("y", y + 9).attr("dy", "0.35em").text(point.note);
    }
    return [svg, bottom + 40];
  }

  function waterfall(box, points, width) {
    const left = gutter(width, points.map((point) => point.label));
    const right = 14 + 1.1 * d3.max(points, (point) => extent(point.note));
    const row = 32;
    const svg = drawing(width);
    const ends = points.flatMap((point) => [point.from, point.to]);
    const x = d3.scaleLinear([Math.min(0, d3.min(ends)), d3.max(ends)], [left + 8, width - right]);
    points.forEach((point, r) => {
      const y = r * row + 4, height = row - 10;
      const from = Math.min(x(point.from), x(point.to)), to = Math.max(x(point.from), x(point.to));
      label(svg, point.label, left, y + height / 2, point.kind === "total");
      svg.append("rect").attr("class", { total: "bar c0", gain: "bar gain", loss: "bar hatched-loss" }[point.kind])
        .attr("x", from).attr("y", y).attr("width", Math.max(1.5, to - from)).attr("height", height);
      if (r < points.length - 1)
        svg.append("line").attr("class", "joint").attr("x1", x(point.to)).attr("x2", x(point.to)).attr("y1", y + height).attr("y2", y + row);
      svg.append("text").attr("class", point.kind === "total" ? "value strong" : "value").attr("x", to + 6).attr("y", y + height / 2).attr("dy", "0.35em").text(point.note);
    });
    return [svg, points.length * row + 4];
  }

  function lines_(box, points, width) {
    const series = [...new Set(points.map((point) => point.series))];
    const dates = points.map((point) => new Date(point.date));
    const right = 16 + d3.max(series, extent);
    const height = 260, top = 12, bottom = height - 26;
    const svg = drawing(width);
    const x = d3.scaleUtc(d3.extent(dates), [50, width - right]);
    const values = points.map((point) => point.value);
    const y = d3.scaleLinear([d3.min(values), d3.max(values)], [bottom, top]).nice(4);
    const tick = svg.append("g").selectAll("g").data(y.ticks(5)).join("g").attr("transform", (value) => `translate(0,${y(value)})`);
    tick.append("line").attr("class", (value) => (value === 1 ? "zero" : "grid")).attr("x1", 50).attr("x2", width - right);
    tick.append("text").attr("class", "tick").attr("x", 44).attr("text-anchor", "end").attr("dy", "0.35em").text(percent.format);
    const few = x.ticks(Math.max(2, Math.floor(width / 130)));
    svg.append("g").selectAll("text").data(few).join("text").attr("class", "tick").attr("x", x).attr("y", height - 6).attr("text-anchor", "middle").text(d3.utcFormat("%b %Y"));
    series.forEach((name, i) => {
      const own = points.filter((point) => point.series === name);
      const line = d3.line((point) => x(new Date(point.date)), (point) => y(point.value));
      svg.append("path").attr("class", `line c${i}`).attr("d", line(own));
      own.forEach((point) => symbol(svg.append("g").attr("transform", `translate(${x(new Date(point.date))},${y(point.value)})`), i, point.note));
      const last = own[own.length - 1];
      svg.append("text").attr("class", "value").attr("x", x(new Date(last.date)) + 10).attr("y", y(last.value)).attr("dy", "0.35em").text(name);
    });
    return [svg, height];
  }

  function spark(box, points) {
    const values = points[0].values;
    const width = 132, height = 34;
    const svg = drawing(width);
    const x = d3.scaleLinear([0, values.length - 1], [4, width - 6]);
    const y = d3.scaleLinear(d3.extent(values), [height - 5, 5]);
    svg.append("path").attr("class", "line c0").attr("d", d3.line((_, i) => x(i), y)(values));
    svg.append("circle").attr("class", "mark c0").attr("r", 3).attr("cx", x(values.length - 1)).attr("cy", y(values[values.length - 1]));
    return [svg, height];
  }

  const KINDS = { shares, forest, bars, pairs, waterfall, lines: lines_, spark };

  function draw(box, width) {
    const points = JSON.parse(box.querySelector("script").textContent);
    box.querySelector("svg")?.remove();
    const [svg, height] = KINDS[box.dataset.kind](box, points, width);
    const across = svg.attr("width");
    box.append(svg.attr("height", height).attr("viewBox", `0 0 ${across} ${height}`).node());
  }

  // Stripes that tell losses and incremental money apart without colour.
  document.body.insertAdjacentHTML("afterbegin", `<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>
    <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="stripe" width="3" height="6"/></pattern>
    <pattern id="stripes-loss" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect class="ground" width="6" height="6"/><rect class="stripe-loss" width="3" height="6"/></pattern></defs></svg>`);

  const boxes = [...document.querySelectorAll(".plot")];
  const drawn = new WeakMap();
  const size = (box) => Math.floor(box.clientWidth);
  const redraw = () => boxes.forEach((box) => {
    const width = size(box);
    if (width > 0 && drawn.get(box) !== width) {
      drawn.set(box, width);
      draw(box, width);
    }
  });
  redraw();
  addEventListener("resize", redraw);
})();

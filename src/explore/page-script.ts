/**
 * What the page of maps does: colours, hover, sound, and turning three dimensions. It runs in the reader's browser as it stands
 * here, without anything from elsewhere; the data come from an element of the page.
 */
export const PAGE_SCRIPT = `
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const tip = document.getElementById("tip");
const player = document.getElementById("player");
const audio = player.querySelector("audio");
const legend = document.getElementById("legend");
const rows = data.clips.length;
const EDGE = 14;
let trait = data.traits[0].id;
/** The value that alone is shown in colour, or null. */
let alone = null;
/** The clip under the pointer, on all maps. */
let hovered = -1;
let playing = -1;

const views = data.maps.map((map) => {
  const canvas = document.getElementById("map-" + map.id);
  const view = { map, canvas, aside: data.turn.aside, above: data.turn.above, x: new Float64Array(rows), y: new Float64Array(rows), extent: null };
  canvas.addEventListener("pointermove", (event) => {
    if (view.drag) turn(view, event);
    else hover(view, event);
  });
  canvas.addEventListener("pointerleave", () => { if (!view.drag) leave(); });
  canvas.addEventListener("pointerdown", (event) => {
    view.drag = map.dimensions === 3 ? { x: event.clientX, y: event.clientY, moved: 0 } : null;
    if (view.drag) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointerup", () => { view.moved = view.drag ? view.drag.moved : 0; view.drag = null; });
  canvas.addEventListener("pointercancel", () => { view.drag = null; });
  canvas.addEventListener("click", (event) => {
    if (view.moved > 4) return;
    const clip = nearest(view, event);
    if (clip >= 0) play(clip);
  });
  return view;
});

function turn(view, event) {
  const dx = event.clientX - view.drag.x, dy = event.clientY - view.drag.y;
  view.drag.moved += Math.abs(dx) + Math.abs(dy);
  view.drag.x = event.clientX;
  view.drag.y = event.clientY;
  view.aside += dx / 120;
  view.above = Math.max(-1.5, Math.min(1.5, view.above + dy / 120));
  tip.hidden = true;
  draw(view);
}

/** Places on the map to pixels, with one scale for both axes. */
function project(view, width, height) {
  const { map, x, y } = view;
  const p = map.places;
  if (map.dimensions === 2) {
    for (let i = 0; i < rows; i++) { x[i] = p[2 * i]; y[i] = p[2 * i + 1]; }
  } else {
    const c = Math.cos(view.aside), s = Math.sin(view.aside), ca = Math.cos(view.above), sa = Math.sin(view.above);
    for (let i = 0; i < rows; i++) {
      const [a, b, d] = [p[3 * i], p[3 * i + 1], p[3 * i + 2]];
      x[i] = c * a + s * d;
      y[i] = ca * b - sa * (c * d - s * a);
    }
  }
  // three dimensions keep the size they begin with while they turn
  if (view.extent === null) {
    const ends = (list) => list.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);
    view.extent = [...ends(x), ...ends(y)];
  }
  const [left, right, top, bottom] = view.extent;
  const scale = Math.min((width - 2 * EDGE) / (right - left || 1), (height - 2 * EDGE) / (bottom - top || 1));
  for (let i = 0; i < rows; i++) {
    x[i] = width / 2 + scale * (x[i] - (left + right) / 2);
    y[i] = height / 2 - scale * (y[i] - (top + bottom) / 2);
  }
}

function outline(context, x, y, radius, shape) {
  const corners = data.shapes[shape];
  context.beginPath();
  if (corners.length === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  corners.forEach(([dx, dy], i) => context[i === 0 ? "moveTo" : "lineTo"](x + dx * radius, y + dy * radius));
  context.closePath();
}

function current() { return data.traits.find((one) => one.id === trait); }

function draw(view) {
  const { canvas, x, y } = view;
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
  if (width === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  project(view, width, height);
  const style = getComputedStyle(document.body);
  const [paper, faint, ink] = ["--paper", "--line", "--ink"].map((name) => style.getPropertyValue(name).trim());
  const { values, marks } = current();
  const radius = (rows > 800 ? 3 : rows > 200 ? 3.8 : 4.8) * (width < 380 ? 0.85 : 1);
  const isShown = (i) => values[i] >= 0 && (alone === null || alone === values[i]);
  context.lineWidth = 0.6;
  for (const pass of [false, true]) {
    for (let i = 0; i < rows; i++) {
      if (isShown(i) !== pass) continue;
      const mark = pass ? marks[values[i]] : { colour: faint, shape: 0 };
      context.globalAlpha = pass ? 0.85 : 0.7;
      context.fillStyle = mark.colour;
      context.strokeStyle = paper;
      outline(context, x[i], y[i], radius, mark.shape);
      context.fill();
      context.stroke();
    }
  }
  context.globalAlpha = 1;
  for (const i of [playing, hovered]) {
    if (i < 0) continue;
    const mark = values[i] >= 0 ? marks[values[i]] : { colour: faint, shape: 0 };
    context.fillStyle = mark.colour;
    context.strokeStyle = ink;
    context.lineWidth = 2;
    outline(context, x[i], y[i], radius + 3, mark.shape);
    context.fill();
    context.stroke();
  }
}

function drawAll() { for (const view of views) draw(view); }

function nearest(view, event) {
  const box = view.canvas.getBoundingClientRect();
  const [px, py] = [event.clientX - box.left, event.clientY - box.top];
  let best = -1, least = 20 * 20;
  for (let i = 0; i < rows; i++) {
    const distance = (view.x[i] - px) ** 2 + (view.y[i] - py) ** 2;
    if (distance < least) { least = distance; best = i; }
  }
  return best;
}

function describe(clip) {
  return data.traits.flatMap(({ name, values, marks }) =>
    values[clip] < 0 ? [] : [name.toLowerCase() + ": " + marks[values[clip]].value]);
}

function hover(view, event) {
  const clip = nearest(view, event);
  if (clip < 0) return leave();
  tip.replaceChildren();
  const name = document.createElement("b");
  name.textContent = data.clips[clip];
  tip.append(name);
  for (const line of describe(clip)) {
    const row = document.createElement("div");
    row.textContent = line;
    tip.append(row);
  }
  tip.hidden = false;
  const { offsetWidth: w, offsetHeight: h } = tip;
  tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - w - 8)) + "px";
  tip.style.top = (event.clientY + 18 + h > innerHeight ? event.clientY - h - 12 : event.clientY + 18) + "px";
  if (clip !== hovered) { hovered = clip; drawAll(); }
}

function leave() {
  tip.hidden = true;
  if (hovered >= 0) { hovered = -1; drawAll(); }
}

function play(clip) {
  playing = clip;
  player.hidden = false;
  player.querySelector("span").textContent = [data.clips[clip], ...describe(clip)].join(" · ");
  audio.src = data.sounds[clip];
  audio.play().catch(() => {
    player.querySelector("span").textContent = data.clips[clip] + ": no sound at " + decodeURI(data.sounds[clip]) +
      ", or of a kind that this browser does not play.";
  });
  drawAll();
}

function icon({ colour, shape }) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "-1.5 -1.5 3 3");
  svg.setAttribute("aria-hidden", "true");
  const corners = data.shapes[shape];
  const mark = document.createElementNS(NS, corners.length === 0 ? "circle" : "polygon");
  if (corners.length === 0) mark.setAttribute("r", "1");
  else mark.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
  mark.setAttribute("fill", colour);
  svg.append(mark);
  return svg;
}

function showLegend() {
  legend.replaceChildren(...current().marks.map((mark, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(icon(mark), mark.value);
    button.addEventListener("click", () => {
      alone = alone === i ? null : i;
      [...legend.children].forEach((one, k) => one.setAttribute("aria-pressed", String(alone === k)));
      drawAll();
    });
    return button;
  }));
}

for (const input of document.querySelectorAll("input[name=trait]")) {
  input.addEventListener("change", () => {
    trait = input.value;
    alone = null;
    showLegend();
    drawAll();
  });
}
new ResizeObserver(drawAll).observe(document.querySelector(".grid"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
showLegend();
drawAll();
`;

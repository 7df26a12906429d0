/**
 * What a report does in the reader's browser, as it stands here: plays clips, lists those of a cell of a confusion matrix, and saves
 * figures as files.
 * Without it nothing is missing from the page but that.
 */
export const PAGE_SCRIPT = `
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const sounds = new Map(data.sounds);
const player = document.getElementById("player");
const audio = player.querySelector("audio");
const said = player.querySelector("span");
let playing = null;

function mark(button) {
  if (playing) playing.setAttribute("aria-pressed", "false");
  playing = button;
  if (playing) playing.setAttribute("aria-pressed", "true");
}

function play(button) {
  const clip = button.dataset.clip, sound = sounds.get(clip);
  if (playing === button && !audio.paused) return audio.pause();
  mark(button);
  player.hidden = false;
  said.textContent = clip;
  audio.src = sound;
  audio.play().catch((error) => {
    if (error.name === "AbortError") return;
    const place = sound.startsWith("data:") ? "" : " at " + decodeURI(sound);
    said.textContent = clip + ": no sound" + place + ", or of a kind that this browser does not play.";
    mark(null);
  });
}

audio.addEventListener("pause", () => mark(null));
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.play");
  if (button) play(button);
});

function element(name, attributes, ...children) {
  const one = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  one.append(...children);
  return one;
}

function clipItem([clip, sureness]) {
  const item = element("li", {}, clip + " ", element("small", {}, sureness));
  if (sounds.has(clip)) {
    item.prepend(element("button", { type: "button", class: "play", "data-clip": clip, "aria-pressed": "false", "aria-label": "Play " + clip }, "▶"), " ");
  }
  return item;
}

/** The cells of a matrix become buttons: one of them is reached by Tab, the others from it by arrows. */
function openCells(figure, { labels, clips, counts }) {
  const svg = figure.querySelector("svg");
  const cells = [...svg.querySelectorAll("g.mark-rect > path")];
  const list = element("div", { class: "cell", "aria-live": "polite" });
  if (cells.length !== counts.length) return;
  figure.after(list);
  svg.setAttribute("role", "group");
  svg.classList.add("cells");
  const k = labels.length;
  const nameOf = (at) => {
    const [truth, told] = [labels[Math.floor(at / k)], labels[at % k]];
    return (truth === told ? truth + " told right: " : truth + " told as " + told + ": ") + counts[at] + (counts[at] === 1 ? " clip" : " clips");
  };
  const select = (at) => {
    const less = counts[at] - clips[at].length;
    list.replaceChildren(
      element("h4", {}, nameOf(at)),
      element("ul", { class: "plain" }, ...clips[at].map(clipItem)),
      ...(less > 0 ? [element("p", { class: "note" }, "and " + less + " of which it was less sure.")] : []));
    for (const [i, cell] of cells.entries()) cell.setAttribute("aria-pressed", String(i === at));
  };
  const reach = (at) => {
    for (const [i, cell] of cells.entries()) cell.setAttribute("tabindex", i === at ? "0" : "-1");
  };
  const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -k, ArrowDown: k };
  for (const [at, cell] of cells.entries()) {
    cell.setAttribute("role", "button");
    cell.setAttribute("aria-label", nameOf(at));
    cell.setAttribute("aria-pressed", "false");
    cell.addEventListener("click", () => { reach(at); select(at); });
    cell.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") select(at);
      else if (!(event.key in moves)) return;
      else {
        const to = at + moves[event.key];
        if (to < 0 || to >= cells.length || (Math.abs(moves[event.key]) === 1 && Math.floor(to / k) !== Math.floor(at / k))) return;
        reach(to);
        cells[to].focus();
      }
      event.preventDefault();
    });
  }
  reach(0);
}

/** A figure as a file of its own: with the colours that are seen, its background, and nothing that can be pressed. */
function standAlone(figure) {
  const style = getComputedStyle(document.documentElement);
  if (figure.tagName === "IMG") return new TextDecoder().decode(Uint8Array.from(atob(figure.src.split(",")[1]), (byte) => byte.charCodeAt(0)));
  const [x, y, width, height] = figure.getAttribute("viewBox").split(/[ ,]+/).map(Number);
  const copy = figure.cloneNode(true);
  for (const one of [copy, ...copy.querySelectorAll("[role]")]) {
    for (const name of ["style", "class", "role", "tabindex", "aria-label", "aria-pressed"]) one.removeAttribute(name);
  }
  for (const [name, value] of Object.entries({ width, height })) copy.setAttribute(name, value);
  const ground = document.createElementNS(copy.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height, fill: "var(--paper)" })) ground.setAttribute(name, value);
  const title = document.createElementNS(copy.namespaceURI, "title");
  title.textContent = figure.getAttribute("aria-label");
  copy.prepend(title, ground);
  return new XMLSerializer().serializeToString(copy).replace(/var\\((--[\\w-]+)\\)/g, (_, name) => style.getPropertyValue(name).trim());
}

/** Its dots are a third of those of the page. */
async function drawn(svg) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [3 * image.width, 3 * image.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

async function save(figure, ending, name) {
  const svg = standAlone(figure);
  const blob = ending === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await drawn(svg);
  const link = element("a", { href: URL.createObjectURL(blob), download: name + "." + ending });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Buttons below a figure. */
function openSaving(figure) {
  const said = figure.getAttribute("aria-label") || figure.alt;
  const heading = figure.closest("section, details")?.querySelector("h2")?.textContent ?? "";
  const parts = [document.title, heading, said.split(":")[0].slice(0, 60)];
  const name = parts.join(" ").toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  const buttons = ["svg", "png"].map((ending) => {
    const kind = ending.toUpperCase();
    const button = element("button", { type: "button", "aria-label": kind + ": save the figure, " + said }, kind);
    button.addEventListener("click", () => save(figure, ending, name));
    return button;
  });
  (figure.closest("figure") ?? figure.parentElement).append(element("p", { class: "save" }, ...buttons));
}

/** Paper has no folded parts. */
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

for (const figure of document.querySelectorAll("figure svg, ol.clips img")) openSaving(figure);
for (const [id, cells] of data.cells) openCells(document.getElementById(id), cells);
`;

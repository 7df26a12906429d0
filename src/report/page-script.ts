/**
 * What a report does in the reader's browser, as it stands here: plays clips, and lists those of a cell of a confusion matrix.
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

/** Paper has no folded parts. */
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of folded) one.open = false; });

for (const [id, cells] of data.cells) openCells(document.getElementById(id), cells);
`;

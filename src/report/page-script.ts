/**
 * What a report does in the reader's browser, as it stands here: plays clips. Without it nothing is missing from the page but
 * sound.
 */
export const PAGE_SCRIPT = `
"use strict";
const sounds = JSON.parse(document.getElementById("sounds").textContent);
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
  const clip = button.dataset.clip;
  if (playing === button && !audio.paused) return audio.pause();
  mark(button);
  player.hidden = false;
  said.textContent = [clip, button.dataset.about].filter(Boolean).join(" · ");
  audio.src = sounds[clip];
  audio.play().catch((error) => {
    if (error.name === "AbortError") return;
    const place = sounds[clip].startsWith("data:") ? "" : " at " + decodeURI(sounds[clip]);
    said.textContent = clip + ": no sound" + place + ", or of a kind that this browser does not play.";
    mark(null);
  });
}

audio.addEventListener("pause", () => mark(null));
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.play");
  if (button) play(button);
});
`;

/** The one player of the page: what plays, and what was played. */
import { addressOf } from "../api.ts";

export interface Played {
  readonly corpus: string;
  readonly clip: string;
  /** What is known of it, for the eye: "fear · speaker 12". */
  readonly about: string;
}

const audio = new Audio();
audio.preload = "auto";
let current = $state.raw<Played | undefined>(undefined);
let paused = $state(true);
let atSeconds = $state(0);
let problem = $state("");
let decoded = false;

audio.addEventListener("play", () => {
  paused = false;
  follow();
});
audio.addEventListener("pause", () => {
  paused = true;
});
audio.addEventListener("error", () => {
  if (current === undefined) return;
  // what this browser does not know is decoded for it
  if (!decoded) {
    decoded = true;
    audio.src = addressOf("audio", { corpus: current.corpus, clip: current.clip, decoded: "yes" });
    void start();
  } else problem = "This recording cannot be played: it is gone, or cannot be decoded.";
});

function follow(): void {
  atSeconds = audio.currentTime;
  if (!audio.paused) requestAnimationFrame(follow);
}

async function start(): Promise<void> {
  try {
    await audio.play();
  } catch {
    // stopped by the next clip, or told of by the error event
  }
}

export const player = {
  get current(): Played | undefined {
    return current;
  },
  get paused(): boolean {
    return paused;
  },
  get atSeconds(): number {
    return atSeconds;
  },
  get problem(): string {
    return problem;
  },
  play(clip: Played): void {
    current = clip;
    problem = "";
    decoded = false;
    atSeconds = 0;
    audio.src = addressOf("audio", { corpus: clip.corpus, clip: clip.clip });
    void start();
  },
  /** Of the clip that is there: plays it, or stops. */
  toggle(): void {
    if (audio.paused) void start();
    else audio.pause();
  },
  again(): void {
    audio.currentTime = 0;
    void start();
  },
  seek(seconds: number): void {
    audio.currentTime = seconds;
    atSeconds = seconds;
  },
  close(): void {
    audio.pause();
    audio.removeAttribute("src");
    current = undefined;
  },
};

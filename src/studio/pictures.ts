/** Pictures of clips, drawn in a thread of their own: a long one keeps nobody else waiting. */
import { Piscina } from "piscina";
import { reviveError } from "../base/errors.ts";
import { createSlots } from "../base/slots.ts";
import type { Segment } from "../corpus/segment.ts";
import { askThread } from "../experiment/work/ask-thread.ts";
import { StudioError } from "./trouble.ts";

/** What is asked of the thread. */
export type PictureTask =
  | {
      readonly kind: "picture";
      readonly source: ClipSource;
      readonly name: string;
      readonly feature: string;
      readonly span: Span;
      readonly size: Size;
    }
  | { readonly kind: "wave"; readonly source: ClipSource; readonly points: number }
  | { readonly kind: "sound"; readonly source: ClipSource };

export interface ClipSource {
  readonly path: string;
  readonly segment?: Segment;
}

/** Seconds of the clip; to its end where it ends first. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Wave {
  readonly seconds: number;
  readonly sampleRate: number;
  /** Largest distance from 0 in each of equal parts, 0 to 1. */
  readonly peaks: readonly number[];
}

export type PictureReply =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "wave"; readonly wave: Wave }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

export interface Pictures {
  /** @throws AudioError, ConfigError as drawing does; StudioError if too many wait */
  ask(task: PictureTask, signal?: AbortSignal): Promise<Exclude<PictureReply, { kind: "error" }>>;
  close(): Promise<void>;
}

/** What one person can have asked for while scrolling. */
const MOST_WAITING = 64;

const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

export function openPictures(): Pictures {
  const piscina = new Piscina({
    filename: new URL(`./picture-thread.${EXTENSION}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 60_000,
  });
  // what nobody waits for any more is not begun; what was begun is not ended: a new thread would take longer
  const slots = createSlots(1);
  let waiting = 0;
  return {
    async ask(task, signal) {
      if (waiting >= MOST_WAITING) {
        throw new StudioError(503, "too many pictures are being drawn.", "Wait a moment and ask again.");
      }
      waiting++;
      try {
        return await slots.use(async () => {
          if (signal?.aborted === true) throw new StudioError(503, "the picture is no longer asked for.");
          const reply = await askThread<PictureReply>("a picture", () => piscina.run(task));
          if (reply.kind === "error") throw reviveError(reply.name, reply.message);
          return reply;
        });
      } finally {
        waiting--;
      }
    },
    close: () => piscina.destroy(),
  };
}

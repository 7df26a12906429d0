/** A studio without a socket: asked as a browser would that was let in. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeWav } from "../src/audio/wav.ts";
import { reviveError } from "../src/base/errors.ts";
import { createApp } from "../src/studio/app.ts";
import draw from "../src/studio/picture-thread.ts";
import { openPlaces } from "../src/studio/places.ts";
import { createStudio, type StudioOptions } from "../src/studio/studio.ts";

export const TOKEN = "the-secret-of-this-start";
export const HOST = "127.0.0.1:4747";
const COOKIE = "prosodia-test";

/** What a browser sends that was let in; changes need the token too. */
export const LET_IN = { host: HOST, cookie: `${COOKIE}=${TOKEN}` };

export async function studioOf(
  folder: string,
  also: readonly string[] = [],
  { spawn }: Pick<StudioOptions, "spawn"> = {},
) {
  const studio = await createStudio({
    ...(spawn === undefined ? {} : { spawn }),
    places: await openPlaces(folder, also),
    pictures: {
      async ask(task) {
        const reply = await draw(task);
        if (reply.kind === "error") throw reviveError(reply.name, reply.message);
        return reply;
      },
      close: async () => undefined,
    },
    report: (error) => {
      throw error;
    },
  });
  const page = new Map([
    [
      "index.html",
      { bytes: new TextEncoder().encode('<meta name="prosodia-token" content="">'), type: "text/html" },
    ],
  ]);
  const app = createApp(studio, { hosts: () => new Set([HOST]), token: TOKEN, cookie: COOKIE, page });
  const ask = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { ...LET_IN, ...headers } });
  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: "POST",
      headers: { ...LET_IN, "x-prosodia-token": TOKEN, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  return { app, studio, ask, send };
}

/** Tones, each under its label: `corpus/happy/a.wav`. */
export async function writeTones(folder: string, names: readonly string[]): Promise<void> {
  for (const [i, name] of names.entries()) {
    const samples = Float32Array.from({ length: 4000 }, (_, n) => 0.5 * Math.sin(n * (0.1 + 0.01 * i)));
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), encodeWav({ samples, sampleRate: 8000 }));
  }
}

/** A clip's sound, outline and pictures. */
import { open, stat } from "node:fs/promises";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { playedType } from "../../audio/media-type.ts";
import { digestOf } from "../../base/digest.ts";
import { ConfigError } from "../../base/errors.ts";
import { VERSION } from "../../base/version.ts";
import type { Clip } from "../../corpus/corpus.ts";
import { plottable } from "../../plot/index.ts";
import { PICTURE_POLICY } from "../guard.ts";
import type { ClipSource } from "../pictures.ts";
import type { Studio } from "../studio.ts";
import { queryOf } from "./query.ts";

const clipSchema = z.object({ corpus: z.string(), clip: z.string() });

const soundSchema = clipSchema.extend({ decoded: z.literal("yes").optional() });

const pictureSchema = clipSchema.extend({
  of: z.string(),
  from: z.coerce.number().min(0).default(0),
  to: z.coerce.number().positive().default(Number.MAX_VALUE),
  width: z.coerce.number().int().min(320).max(2400).default(1000),
  height: z.coerce.number().int().min(200).max(2400).default(520),
});

/** A picture shows so much at most: an hour in one is a smear that takes a minute to draw. */
export const MOST_SECONDS = 60;

const WAVE_POINTS = 800;

export function audioRoutes({ corpora, pictures }: Studio): Hono {
  const app = new Hono();
  app.get("/pictures", (c) => c.json(plottable().list.map(({ id, summary }) => ({ id, summary }))));
  app.get("/audio", async (c) => {
    const { corpus, clip: id, decoded } = queryOf(c, soundSchema);
    const clip = await corpora.clip(corpus, id);
    const type = playedType(clip.path);
    if (decoded === undefined && type !== undefined && clip.segment === undefined)
      return sendFile(c, clip.path, type);
    const reply = await pictures.ask({ kind: "sound", source: sourceOf(clip) }, c.req.raw.signal);
    if (reply.kind !== "bytes") throw new Error("the thread answered something else");
    return c.body(reply.bytes, 200, { "content-type": "audio/wav" });
  });
  app.get("/wave", async (c) => {
    const { corpus, clip: id } = queryOf(c, clipSchema);
    const clip = await corpora.clip(corpus, id);
    const headers = await headersOf(clip);
    if (c.req.header("if-none-match") === headers.etag) return c.body(null, 304, headers);
    const reply = await pictures.ask(
      { kind: "wave", source: sourceOf(clip), points: WAVE_POINTS },
      c.req.raw.signal,
    );
    if (reply.kind !== "wave") throw new Error("the thread answered something else");
    return c.json(reply.wave, 200, headers);
  });
  app.get("/picture", async (c) => {
    const { corpus, clip: id, of, from, to, ...size } = queryOf(c, pictureSchema);
    if (to <= from) throw new ConfigError(`the picture ends (${to} s) before it begins (${from} s).`);
    const clip = await corpora.clip(corpus, id);
    const headers = await headersOf(clip);
    if (c.req.header("if-none-match") === headers.etag) return c.body(null, 304, headers);
    const span = { from, to: Math.min(to, from + MOST_SECONDS) };
    const reply = await pictures.ask(
      { kind: "picture", source: sourceOf(clip), name: id, feature: of, span, size },
      c.req.raw.signal,
    );
    if (reply.kind !== "text") throw new Error("the thread answered something else");
    return c.body(reply.text, 200, {
      ...headers,
      "content-type": "image/svg+xml",
      "content-security-policy": PICTURE_POLICY,
    });
  });
  return app;
}

/** What was made of a clip is kept until its file is another one. */
async function headersOf({ path, segment }: Clip) {
  const { size, mtimeMs } = await stat(path);
  const etag = `"${(await digestOf([VERSION, size, mtimeMs, segment ?? null])).slice(0, 16)}"`;
  return { etag, "cache-control": "private, no-cache" };
}

function sourceOf({ path, segment }: Clip): ClipSource {
  return segment === undefined ? { path } : { path, segment };
}

/** The file, or the part of it that a player asks for. */
async function sendFile(c: Context, path: string, type: string): Promise<Response> {
  const { size } = await stat(path);
  const range = /^bytes=(\d*)-(\d*)$/.exec(c.req.header("range") ?? "");
  const headers = { "content-type": type, "accept-ranges": "bytes" };
  const [from, to] =
    range === null || (range[1] === "" && range[2] === "")
      ? [0, size - 1]
      : range[1] === ""
        ? [Math.max(0, size - Number(range[2])), size - 1]
        : [Number(range[1]), Math.min(range[2] === "" ? size - 1 : Number(range[2]), size - 1)];
  if (from > to) return c.body(null, 416, { ...headers, "content-range": `bytes */${size}` });
  const answer = { ...headers, "content-length": String(to - from + 1) };
  const body = await readPart(path, from, to);
  return range === null
    ? new Response(body, { headers: answer })
    : new Response(body, {
        status: 206,
        headers: { ...answer, "content-range": `bytes ${from}-${to}/${size}` },
      });
}

const CHUNK_BYTES = 2 ** 16;

/** The bytes of a file from one to another, both included, as they are asked for. */
async function readPart(path: string, from: number, to: number): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path, "r");
  let at = from;
  return new ReadableStream({
    async pull(controller) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, to + 1 - at));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      at += bytesRead;
      if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead));
      if (bytesRead > 0 && at <= to) return;
      await file.close();
      controller.close();
    },
    cancel: () => file.close(),
  });
}

/** How far the waveforms of two clips are one, where their prints say that they may be. */
import { z } from "zod";
import { alikeness } from "../../audio/alike.ts";
import { decodeClip } from "../files/decode-clip.ts";
import { codeOf } from "../rows/code-identity.ts";
import { defineJob } from "./job.ts";
import { clipPartSchema, partKey } from "./part-key.ts";

export const alikeJob = defineJob({
  kind: "alike",
  input: z.strictObject({ first: clipPartSchema, second: clipPartSchema, laterSeconds: z.number() }),
  result: z.number(),
  async key({ first, second, laterSeconds }) {
    const code = (await codeOf(import.meta.url)).slice(0, 16);
    return `${await partKey(first)}${await partKey(second)}${Math.round(1000 * laterSeconds)}${code}`;
  },
  files: ({ first, second }) => [first.path, second.path],
  async run({ first, second, laterSeconds }) {
    const [a, b] = [
      await decodeClip(first.path, first.segment),
      await decodeClip(second.path, second.segment),
    ];
    return alikeness(a.audio, b.audio, laterSeconds);
  },
});

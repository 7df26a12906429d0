/** The thread that draws: decodes a clip, and gives its picture, its outline, or its sound as a file that any browser plays. */
import { basename } from "node:path";
import type { Audio } from "../audio/audio.ts";
import { encodeWav } from "../audio/wav.ts";
import { AudioError, ProsodiaError } from "../base/errors.ts";
import { cutSegment } from "../corpus/segment.ts";
import { decodeClip } from "../experiment/files/decode-clip.ts";
import { rememberLast } from "../experiment/files/last-file.ts";
import { plotFeatures, plottable } from "../plot/index.ts";
import type { ClipSource, PictureReply, PictureTask, Span, Wave } from "./pictures.ts";

/** Pictures of one clip come one after another. */
const decodeLast = rememberLast(async (path: string, part: string) => {
  const source: ClipSource = JSON.parse(part);
  return (await decodeClip(path, source.segment)).audio;
});

export default async function work(task: PictureTask): Promise<PictureReply> {
  try {
    const { path } = task.source;
    const audio = await decodeLast(path, JSON.stringify(task.source));
    if (task.kind === "wave") return { kind: "wave", wave: waveOf(audio, task.points) };
    if (task.kind === "sound") return { kind: "bytes", bytes: encodeWav(audio) };
    const definition = plottable().find(task.feature);
    const shown = within(audio, task.span, basename(path));
    return {
      kind: "text",
      text: plotFeatures([{ name: task.name, audio: shown }], [{ definition, params: {} }], task.size),
    };
  } catch (error) {
    if (error instanceof ProsodiaError) return { kind: "error", name: error.name, message: error.message };
    throw error;
  }
}

function within(audio: Audio, { from, to }: Span, name: string): Audio {
  const seconds = audio.samples.length / audio.sampleRate;
  if (from === 0 && to >= seconds) return audio;
  if (from >= seconds) throw new AudioError(`${name}: ends before ${from} s.`);
  return cutSegment(audio, { startSeconds: from, endSeconds: Math.min(to, seconds) }, name);
}

function waveOf({ samples, sampleRate }: Audio, points: number): Wave {
  const peaks = Array.from({ length: points }, (_, i) => {
    const part = samples.subarray(
      Math.floor((i * samples.length) / points),
      Math.max(
        Math.floor(((i + 1) * samples.length) / points),
        Math.floor((i * samples.length) / points) + 1,
      ),
    );
    return Number(part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0).toFixed(4));
  });
  return { seconds: samples.length / sampleRate, sampleRate, peaks };
}

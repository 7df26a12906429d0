/**
 * Samples that lie in a file one after another, channel by channel: integers, floats and the two companding laws
 * of telephony. Integers are scaled by 2^(bits - 1), as libsndfile does, so samples equal librosa's bit for bit.
 *
 * @see ITU-T G.711, Pulse code modulation of voice frequencies
 */
import { type AudioHeader, type DecodedAudio, MonoMixer } from "./decoded.ts";

/** Copies one channel into `out`: its first sample is at byte `at`, the next `stride` bytes on. */
type ChannelReader = (view: DataView, at: number, stride: number, out: Float32Array, little: boolean) => void;

interface SampleKind {
  readonly bytes: number;
  readonly read: ChannelReader;
}

/** A loop of its own per kind keeps each fast. */
const KINDS = {
  unsigned8: {
    bytes: 1,
    read(view, at, stride, out) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = (view.getUint8(at) - 128) / 0x80;
    },
  },
  signed8: {
    bytes: 1,
    read(view, at, stride, out) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getInt8(at) / 0x80;
    },
  },
  pcm16: {
    bytes: 2,
    read(view, at, stride, out, little) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getInt16(at, little) / 0x8000;
    },
  },
  pcm24: {
    bytes: 3,
    read(view, at, stride, out, little) {
      const [high, low] = little ? [1, 0] : [0, 2];
      for (let i = 0; i < out.length; i++, at += stride) {
        out[i] = (view.getInt16(at + high, little) * 256 + view.getUint8(at + low)) / 0x800000;
      }
    },
  },
  pcm32: {
    bytes: 4,
    read(view, at, stride, out, little) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getInt32(at, little) / 0x80000000;
    },
  },
  float32: {
    bytes: 4,
    read(view, at, stride, out, little) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getFloat32(at, little);
    },
  },
  float64: {
    bytes: 8,
    read(view, at, stride, out, little) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = view.getFloat64(at, little);
    },
  },
  "a-law": {
    bytes: 1,
    read(view, at, stride, out) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = A_LAW[view.getUint8(at)];
    },
  },
  "µ-law": {
    bytes: 1,
    read(view, at, stride, out) {
      for (let i = 0; i < out.length; i++, at += stride) out[i] = MU_LAW[view.getUint8(at)];
    },
  },
} satisfies Record<string, SampleKind>;

export type SampleFormat = keyof typeof KINDS;

/** 13 bits of A-law: sign, segment of three bits, four bits within it; every second bit is inverted. */
const A_LAW = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const segment = (code >>> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 256) << (segment - 1);
  return (code & 0x80 ? magnitude : -magnitude) / 0x8000;
});

/** 14 bits of µ-law: as A-law, but all bits are inverted, and a bias of 33 steps makes segment 0 no exception. */
const MU_LAW = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) + 0x84) << ((code >>> 4) & 7)) - 0x84;
  return (code & 0x80 ? -magnitude : magnitude) / 0x8000;
});

export function bytesPerSample(format: SampleFormat): number {
  return KINDS[format].bytes;
}

/** Samples per channel that are read at once. */
const BLOCK_SAMPLES = 2 ** 16;

/**
 * Mono audio out of interleaved samples.
 *
 * @param start - byte of the first sample
 * @param header - whose `length` the file holds
 * @param little - whether the lowest byte comes first
 */
export function readSamples(
  view: DataView,
  start: number,
  header: AudioHeader & { readonly length: number },
  format: SampleFormat,
  little: boolean,
  name: string,
  channel?: number,
): DecodedAudio {
  const { channels, length } = header;
  const { bytes, read } = KINDS[format];
  const mixer = new MonoMixer(header, length, name, channel);
  const block = Array.from({ length: channels }, () => new Float32Array(Math.min(length, BLOCK_SAMPLES)));
  for (let from = 0; from < length; from += BLOCK_SAMPLES) {
    const part = block.map((channel) => channel.subarray(0, Math.min(BLOCK_SAMPLES, length - from)));
    const at = start + from * channels * bytes;
    for (let one = 0; one < channels; one++) {
      read(view, at + one * bytes, channels * bytes, part[one], little);
    }
    mixer.add(part);
  }
  return mixer.finish();
}

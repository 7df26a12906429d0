/**
 * Opus in Ogg, at 48 kHz. libopus decodes packets; header, run-in, end and output gain are seen to here.
 *
 * @see RFC 7845, Ogg encapsulation for Opus; RFC 6716, section 3 (packets)
 */
import { AudioError } from "../base/errors.ts";
import { type AudioHeader, checkHeader, cutShort, type DecodedAudio, MonoMixer } from "./decoded.ts";
import { withDecoder } from "./guarded.ts";
import { extentOf } from "./ogg-extent.ts";
import type { OggPage } from "./ogg-pages.ts";
import { textAt } from "./tags.ts";

/** An Opus stream always decodes at 48 kHz. */
const SAMPLE_RATE = 48_000;
/** No packet lasts longer: 120 ms. */
const MAX_PACKET_SAMPLES = 5760;
/** Packets that are decoded at once. */
const BATCH_PACKETS = 200;

interface OpusHead extends AudioHeader {
  readonly preSkip: number;
  /** Factor on every sample. */
  readonly gain: number;
  readonly streamCount: number;
  readonly coupledStreamCount: number;
  readonly mapping: number[];
}

/**
 * @param name - what errors call the file
 * @throws AudioError if packets are damaged or missing, or the channels are no plain loudspeakers
 */
export async function readOpus(
  pages: readonly OggPage[],
  name: string,
  channel?: number,
): Promise<DecodedAudio> {
  const packets = pages.flatMap((page) => page.packets);
  const head = readHead(packets[0], name);
  checkHeader(head, name);
  if (packets.length < 2 || textAt(packets[1], 0, 8) !== "OpusTags") {
    throw new AudioError(
      `${name}: the Opus header is damaged: there are no tags.`,
      "Copy or download it again.",
    );
  }
  // head and tags are alone on their pages
  const audioPages = pages.slice(2);
  const positions = audioPages.map(({ packets, granule }) => ({
    granule,
    samples: packets.reduce((sum, packet) => sum + packetSamples(packet, name), 0),
  }));
  checkHeader({ ...head, length: positions.reduce((sum, page) => sum + page.samples, 0) }, name);
  const { skipped, length } = extentOf(positions, head.preSkip, name);
  checkHeader({ ...head, length }, name);
  const audio = audioPages.flatMap((page) => page.packets);
  const create = async () => {
    const { OpusDecoder } = await import("opus-decoder");
    return new OpusDecoder({
      channels: head.channels,
      streamCount: head.streamCount,
      coupledStreamCount: head.coupledStreamCount,
      channelMappingTable: head.mapping,
    });
  };
  return withDecoder(create, "ogg opus", name, (opus) => {
    const mixer = new MonoMixer(head, length, name, channel);
    let decodedSamples = 0;
    for (let i = 0; i < audio.length; i += BATCH_PACKETS) {
      const decoded = opus.decodeFrames(audio.slice(i, i + BATCH_PACKETS));
      if (decoded.errors.length > 0) throw cutShort(name, length, mixer.filled);
      const first = Math.max(0, skipped - decodedSamples);
      const end = Math.min(decoded.samplesDecoded, skipped + length - decodedSamples);
      decodedSamples += decoded.samplesDecoded;
      if (first < end) {
        mixer.add(decoded.channelData.map((channel) => amplified(channel.subarray(first, end), head.gain)));
      }
    }
    return mixer.finish();
  });
}

function amplified(samples: Float32Array, gain: number): Float32Array {
  return gain === 1 ? samples : samples.map((sample) => gain * sample);
}

/** RFC 7845, section 5.1. */
function readHead(packet: Uint8Array, name: string): OpusHead {
  const damaged = (what: string): AudioError =>
    new AudioError(`${name}: the Opus header is damaged: ${what}.`, "Copy or download it again.");
  if (packet.length < 19) throw damaged("it is cut short");
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  if (packet[8] >>> 4 !== 0) throw damaged(`its version is ${packet[8]}, expected 1`);
  const channels = packet[9];
  const family = packet[18];
  const common = {
    encoding: "ogg opus",
    channels,
    sampleRate: SAMPLE_RATE,
    length: undefined,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
  };
  if (family === 0) {
    if (channels < 1 || channels > 2) throw damaged(`mapping family 0 has 1 or 2 channels, not ${channels}`);
    const mapping = channels === 1 ? [0] : [0, 1];
    return { ...common, streamCount: 1, coupledStreamCount: channels - 1, mapping };
  }
  if (family !== 1 && family !== 255) {
    throw new AudioError(
      `${name}: the Opus channels are of mapping family ${family}${family === 2 || family === 3 ? " (ambisonics)" : ""}; ` +
        "expected mono, stereo, surround or discrete channels (0, 1 or 255).",
      "Convert it to mono WAV.",
    );
  }
  const mapping = [...packet.subarray(21, 21 + channels)];
  const [streamCount, coupledStreamCount] = [packet[19] ?? 0, packet[20] ?? 0];
  const decodedChannels = streamCount + coupledStreamCount;
  if (
    mapping.length !== channels ||
    streamCount === 0 ||
    coupledStreamCount > streamCount ||
    decodedChannels > 255 ||
    (family === 1 && channels > 8) ||
    mapping.some((from) => from !== 255 && from >= decodedChannels)
  ) {
    throw damaged("its channel mapping contradicts itself");
  }
  return { ...common, streamCount, coupledStreamCount, mapping };
}

/** Samples of one frame at 48 kHz, by configuration: SILK, hybrid, CELT. */
function frameSamples(configuration: number): number {
  if (configuration < 12) return [480, 960, 1920, 2880][configuration % 4];
  if (configuration < 16) return [480, 960][configuration % 2];
  return [120, 240, 480, 960][configuration % 4];
}

/** RFC 6716, section 3.1; the streams of a packet last equally long, the first one tells. */
function packetSamples(packet: Uint8Array, name: string): number {
  const code = packet[0] & 3;
  const frames = code === 0 ? 1 : code < 3 ? 2 : packet[1] & 63;
  const samples = frames * frameSamples(packet[0] >>> 3);
  if (packet.length === 0 || !(samples > 0 && samples <= MAX_PACKET_SAMPLES)) {
    throw new AudioError(
      `${name}: the ogg opus data is damaged: a packet has no valid duration.`,
      "Copy or download it again.",
    );
  }
  return samples;
}

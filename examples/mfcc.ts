/** From a sentence to its MFCC: synthesise a clip, extract a feature, look at its shape. `npx tsx examples/mfcc.ts` */
import { features } from "prosodia/features";
import { synthesise, voices } from "prosodia/synth";

const audio = synthesise({
  voice: voices[1],
  sentence: "dogs",
  emotion: "surprised",
  intensity: "strong",
  take: 1,
  seed: 1,
});
console.log(`${audio.samples.length} samples at ${audio.sampleRate} Hz`);

const mfcc = features.get("mfcc");
const params = mfcc.params.decode({ nMfcc: 13, hopSamples: 256 }); // everything else as librosa
const { axes, shape, data } = mfcc.extract(audio, params);
console.log(`mfcc: [${axes.join(", ")}] = [${shape.join(", ")}]`);

const frame = Math.floor(shape[1] / 2);
const coefficients = Array.from({ length: 4 }, (_, k) => data[k * shape[1] + frame].toFixed(1));
console.log(`first coefficients of frame ${frame}: ${coefficients.join(", ")}`);

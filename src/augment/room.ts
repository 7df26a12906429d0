import { z } from "zod";
import { convolve } from "../signal/convolve.ts";
import { defineAugmentation } from "./augmentation.ts";
import { between } from "./between.ts";

const seconds = z.number().min(0.02).max(10);
const ratioDb = z.number().min(-40).max(80);

/**
 * The direct sound stays in place and at its level; behind it decays white Gaussian noise, by 60 dB within the reverberation
 * time. What sounds after the clip's end is cut off.
 *
 * @see Polack 1988, La transmission de l'énergie sonore dans les salles (dissertation, Université du Maine)
 */
export const room = defineAugmentation({
  id: "room",
  summary: "Adds the reverberation of a random room to the direct sound: noise that decays exponentially",
  params: z.strictObject({
    minRt60S: seconds.default(0.15).describe("shortest time to fall by 60 dB, seconds"),
    maxRt60S: seconds.default(0.6).describe("longest time to fall by 60 dB, seconds"),
    minDirectDb: ratioDb.default(0).describe("lowest direct-to-reverberant ratio, dB"),
    maxDirectDb: ratioDb.default(15).describe("highest direct-to-reverberant ratio, dB"),
  }),
  apply({ samples, sampleRate }, { minRt60S, maxRt60S, minDirectDb, maxDirectDb }, random) {
    const rt60S = between("room", { minRt60S, maxRt60S }, random);
    const directDb = between("room", { minDirectDb, maxDirectDb }, random);
    const response = new Float64Array(1 + Math.round(rt60S * sampleRate));
    let energy = 0;
    for (let n = 1; n < response.length; n++) {
      response[n] = random.normal() * 10 ** ((-3 * n) / (rt60S * sampleRate));
      energy += response[n] ** 2;
    }
    const scale = energy === 0 ? 0 : Math.sqrt(10 ** (-directDb / 10) / energy);
    for (let n = 1; n < response.length; n++) response[n] *= scale;
    response[0] = 1;
    return { samples: convolve(samples, response), sampleRate };
  },
});

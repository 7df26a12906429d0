/** Voice quality: what a clip's periods, harmonics and formants are like, one vector. */
import { z } from "zod";
import { type Column, computeTable, functionalOf, Run, tableColumns } from "../functionals/index.ts";
import { CEPSTRAL_PEAK_DEFAULTS, cepstralPeakProminence } from "../signal/praat/cepstral-peak.ts";
import { jitter, PERIOD_LIMITS, shimmer } from "../signal/praat/perturbation.ts";
import { pulseAmplitudes } from "../signal/praat/pulse-amplitudes.ts";
import { voicePulses } from "../signal/praat/pulses.ts";
import { VOICE_FORMANT_DEFAULTS } from "../signal/praat/voice-formants.ts";
import { VOICE_PITCH_DEFAULTS, voicePitch } from "../signal/praat/voice-pitch.ts";
import { defineFeature } from "./feature.ts";
import {
  formantSeries,
  harmonicitySeries,
  harmonicsSeries,
  pitchSeries,
  SERIES,
} from "./voice-quality/series.ts";

const MEAN_SD = ["mean", "sd"].map(functionalOf);
const TABLES = [
  { title: "pitch", series: [SERIES.f0], functionals: ["mean", "sd", "p5", "p50", "p95"].map(functionalOf) },
  { title: "harmonics over noise", series: [SERIES.hnr], functionals: MEAN_SD },
  { title: "first harmonic over second", series: [SERIES.h1h2], functionals: MEAN_SD },
  { title: "formants", series: SERIES.formants, functionals: ["p50", "sd"].map(functionalOf) },
  { title: "bandwidths", series: SERIES.bandwidths, functionals: [functionalOf("p50")] },
] as const;

const PERIODS: readonly Column[] = [
  { name: "periods", unit: null },
  { name: "voiced_share", unit: null },
];
const JITTER: readonly Column[] = [
  { name: "jitter_local", unit: null },
  { name: "jitter_localAbsolute", unit: "s" },
  { name: "jitter_rap", unit: null },
  { name: "jitter_ppq5", unit: null },
  { name: "jitter_ddp", unit: null },
];
const SHIMMER: readonly Column[] = [
  { name: "shimmer_local", unit: null },
  { name: "shimmer_localDb", unit: "dB" },
  { name: "shimmer_apq3", unit: null },
  { name: "shimmer_apq5", unit: null },
  { name: "shimmer_apq11", unit: null },
  { name: "shimmer_dda", unit: null },
];
const CEPSTRUM: readonly Column[] = [{ name: "cpps", unit: "dB" }];

const GROUPS: readonly { readonly title: string; readonly columns: readonly Column[] }[] = [
  { title: "periods", columns: PERIODS },
  { title: "jitter", columns: JITTER },
  { title: "shimmer", columns: SHIMMER },
  { title: "cepstral peak prominence", columns: CEPSTRUM },
  ...TABLES.map(({ title, series, functionals }) => ({ title, columns: tableColumns(series, functionals) })),
];

/**
 * A number that the clip does not have is 0: jitter of fewer than 2 periods and shimmer of fewer than 3 (more for the wider
 * ones), statistics of no voiced frame. `periods` and `voiced_share` tell such clips apart, silence and whispers among them.
 */
export const voiceQuality = defineFeature({
  id: "voice-quality",
  summary:
    "Voice quality as Praat measures it: jitter, shimmer, HNR, CPPS, H1-H2, pitch and formants of a clip, 35 numbers",
  source:
    "Praat's PointProcess (periodic, cc), jitter, shimmer, Harmonicity (cc), Formant (burg), PowerCepstrogram (CPPS: straight line, least squares, no tilt subtracted)",
  params: z.strictObject({
    floorHz: z.number().min(20).max(2000).default(VOICE_PITCH_DEFAULTS.floorHz).describe("lowest pitch, Hz"),
    ceilingHz: z
      .number()
      .min(30)
      .max(20_000)
      .default(VOICE_PITCH_DEFAULTS.ceilingHz)
      .describe("highest pitch, Hz"),
    formantCeilingHz: z
      .number()
      .min(500)
      .max(20_000)
      .default(VOICE_FORMANT_DEFAULTS.ceilingHz)
      .describe("highest formant, Hz: 5000 for men, 5500 for women"),
  }),
  axes: ["descriptor"],
  formula: [
    "jitter_local = mean |T_i - T_(i-1)| / mean T; rap, ppq5: distance from the mean of 3, 5 periods; ddp = 3 · rap",
    "shimmer_local = mean |A_i - A_(i-1)| / mean A, A the RMS about a pulse; localDb: |20 · log10 (A_i / A_(i-1))|; apq3, apq5, apq11, dda alike",
    "neighbours count where periods last 0.1 to 20 ms and differ by at most 1.3, amplitudes by at most 1.6",
    "cpps = peak of the smoothed cepstrum from 1/330 to 1/60 s over its line; H1H2 = level at F0 over that at 2 · F0",
    "what a clip does not have is 0 (jitter of silence, apq11 of 10 periods): periods and voiced_share tell such clips apart",
  ].join("\n"),
  layout: () => ({
    frames: null,
    parts: GROUPS.map(({ title, columns }) => ({
      name: title,
      scale: { name: "number", unit: null, at: columns.map(({ name }) => name) },
      value: { name: "value", unit: null },
      columns: columns.map(({ name, unit }) => ({ name: `voice_quality_${name}`, unit })),
    })),
  }),
  extract({ samples: clip, sampleRate }, { floorHz, ceilingHz, formantCeilingHz }) {
    const samples = Float64Array.from(clip);
    const pitch = voicePitch(samples, sampleRate, {
      ...VOICE_PITCH_DEFAULTS,
      stepS: 0.75 / floorHz, // what Praat takes for pulses
      floorHz,
      ceilingHz,
    });
    const pulses = voicePulses(samples, sampleRate, pitch);
    const jitters = jitter(pulses, PERIOD_LIMITS);
    const shimmers = shimmer(pulseAmplitudes(samples, sampleRate, pulses, PERIOD_LIMITS), PERIOD_LIMITS);
    const voiced = pitch.f0Hz.reduce((count, hz) => count + (hz > 0 ? 1 : 0), 0);
    const numbers = [
      Math.max(0, pulses.length - 1),
      voiced / pitch.f0Hz.length,
      jitters.local,
      jitters.localAbsoluteS,
      jitters.rap,
      jitters.ppq5,
      jitters.ddp,
      shimmers.local,
      shimmers.localDb,
      shimmers.apq3,
      shimmers.apq5,
      shimmers.apq11,
      shimmers.dda,
      cepstralPeakProminence(samples, sampleRate, CEPSTRAL_PEAK_DEFAULTS),
    ].map((number) => number ?? 0);
    const formants = formantSeries(samples, sampleRate, formantCeilingHz, pitch);
    const count = SERIES.formants.length;
    const rows = [
      [pitchSeries(pitch)],
      [harmonicitySeries(samples, sampleRate, floorHz)],
      [harmonicsSeries(samples, sampleRate, pitch)],
      formants.slice(0, count),
      formants.slice(count),
    ];
    const all = new Float64Array(GROUPS.reduce((sum, { columns }) => sum + columns.length, 0));
    all.set(numbers);
    const run = new Run();
    let at = numbers.length;
    for (const [i, { series, functionals }] of TABLES.entries()) {
      computeTable(rows[i], functionals, all, at, run);
      at += tableColumns(series, functionals).length;
    }
    return { axes: ["descriptor"], shape: [all.length], data: Float32Array.from(all) };
  },
});

/** The speakers of the synthetic corpus. Odd numbers are male, as in RAVDESS. */

export interface Voice {
  /** Speaker number in clip names, unique. */
  readonly actor: number;
  readonly sex: "female" | "male";
  /** Mean fundamental frequency of neutral speech, Hz. */
  readonly f0Hz: number;
  /** Factor on every formant frequency: 1 is a vocal tract of about 17.5 cm, larger is shorter. */
  readonly formantScale: number;
  /** Aspiration noise against the habitual level, dB. */
  readonly breathDb: number;
  /** Standard deviation of the glottal period, percent. */
  readonly jitterPercent: number;
  /** Speaking rate against the habitual one, percent. */
  readonly tempoPercent: number;
  /** Fall of the glottal spectrum at 3 kHz beyond the pulse's own, against the habitual one, dB. */
  readonly tiltDb: number;
}

/** Eight voices, four of each sex. */
export const voices: readonly Voice[] = [
  voice(1, 112, 1.0, { breathDb: -1, jitterPercent: 0.5, tempoPercent: 0, tiltDb: 0 }),
  voice(2, 206, 1.15, { breathDb: 1, jitterPercent: 0.4, tempoPercent: 4, tiltDb: 1 }),
  voice(3, 96, 0.96, { breathDb: -2, jitterPercent: 0.9, tempoPercent: -5, tiltDb: 2 }),
  voice(4, 228, 1.19, { breathDb: 0, jitterPercent: 0.5, tempoPercent: 6, tiltDb: -1 }),
  voice(5, 131, 1.03, { breathDb: 1, jitterPercent: 0.6, tempoPercent: 5, tiltDb: -1 }),
  voice(6, 187, 1.12, { breathDb: 3, jitterPercent: 0.6, tempoPercent: -4, tiltDb: 2 }),
  voice(7, 121, 0.98, { breathDb: 2, jitterPercent: 0.7, tempoPercent: -2, tiltDb: 1 }),
  voice(8, 215, 1.17, { breathDb: 2, jitterPercent: 0.3, tempoPercent: -1, tiltDb: 0 }),
];

function voice(
  actor: number,
  f0Hz: number,
  formantScale: number,
  habits: Pick<Voice, "breathDb" | "jitterPercent" | "tempoPercent" | "tiltDb">,
): Voice {
  return { actor, sex: actor % 2 === 1 ? "male" : "female", f0Hz, formantScale, ...habits };
}

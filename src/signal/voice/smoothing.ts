/** Moving averages over three frames; edges are repeated. One value more than there were comes out, as openSMILE has it. */

/** The mean of each value and its neighbours. */
export function smooth3(values: Float64Array): Float64Array<ArrayBuffer> {
  const last = values.length - 1;
  const smoothed = new Float64Array(values.length + 1);
  for (let i = 0; i <= values.length; i++) {
    const before = values[Math.min(last, Math.max(0, i - 1))];
    smoothed[i] = (before + values[Math.min(last, i)] + values[Math.min(last, i + 1)]) / 3;
  }
  return smoothed;
}

/** The mean of each value and its neighbours, those that are 0 left out; 0 stays 0. */
export function smooth3NonZero(values: Float64Array): Float64Array<ArrayBuffer> {
  const last = values.length - 1;
  const smoothed = new Float64Array(values.length + 1);
  for (let i = 0; i <= values.length; i++) {
    const middle = values[Math.min(last, i)];
    if (middle === 0) continue;
    const before = values[Math.min(last, Math.max(0, i - 1))];
    const after = values[Math.min(last, i + 1)];
    smoothed[i] = (middle + before + after) / (1 + (before === 0 ? 0 : 1) + (after === 0 ? 0 : 1));
  }
  return smoothed;
}

/** Moving averages over three frames; edges are repeated. One value more than there were comes out, as openSMILE has it. */

/** The mean of each value and its neighbours. */
export function smooth3(values: Float64Array): Float64Array<ArrayBuffer> {
  const last = values.length - 1;
  return Float64Array.from({ length: values.length + 1 }, (_, i) => {
    const before = values[Math.min(last, Math.max(0, i - 1))];
    return (before + values[Math.min(last, i)] + values[Math.min(last, i + 1)]) / 3;
  });
}

/** The mean of each value and its neighbours, those that are 0 left out; 0 stays 0. */
export function smooth3NonZero(values: Float64Array): Float64Array<ArrayBuffer> {
  const last = values.length - 1;
  return Float64Array.from({ length: values.length + 1 }, (_, i) => {
    const middle = values[Math.min(last, i)];
    if (middle === 0) return 0;
    let sum = middle;
    let count = 1;
    for (const near of [values[Math.min(last, Math.max(0, i - 1))], values[Math.min(last, i + 1)]]) {
      if (near === 0) continue;
      sum += near;
      count++;
    }
    return sum / count;
  });
}

import type { Covariance } from "./covariance.ts";

/** Numbers of a row vary each for itself. Four rows are gone through at once. */
export const diagonal: Covariance = {
  estimate({ cols, data }, { rows, shares, total }, mean, floor) {
    const scale = new Float64Array(cols);
    let i = 0;
    for (; i + 4 <= rows.length; i += 4) {
      const s0 = shares[i];
      const s1 = shares[i + 1];
      const s2 = shares[i + 2];
      const s3 = shares[i + 3];
      const p0 = rows[i] * cols;
      const p1 = rows[i + 1] * cols;
      const p2 = rows[i + 2] * cols;
      const p3 = rows[i + 3] * cols;
      for (let col = 0; col < cols; col++) {
        const centre = mean[col];
        const a = data[p0 + col] - centre;
        const b = data[p1 + col] - centre;
        const c = data[p2 + col] - centre;
        const d = data[p3 + col] - centre;
        scale[col] += s0 * a * a + s1 * b * b + s2 * c * c + s3 * d * d;
      }
    }
    for (; i < rows.length; i++)
      for (let col = 0; col < cols; col++)
        scale[col] += shares[i] * (data[rows[i] * cols + col] - mean[col]) ** 2;
    let logDeterminant = 0;
    for (let col = 0; col < cols; col++) {
      scale[col] = 1 / Math.sqrt(scale[col] / total + floor);
      logDeterminant += Math.log(scale[col]);
    }
    return { scale, logDeterminant };
  },

  distances({ rows, cols, data }, mean, scale) {
    const out = new Float64Array(rows);
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      const at = row * cols;
      let sumA = 0;
      let sumB = 0;
      let sumC = 0;
      let sumD = 0;
      for (let col = 0; col < cols; col++) {
        const centre = mean[col];
        const factor = scale[col];
        const a = (data[at + col] - centre) * factor;
        const b = (data[at + cols + col] - centre) * factor;
        const c = (data[at + 2 * cols + col] - centre) * factor;
        const d = (data[at + 3 * cols + col] - centre) * factor;
        sumA += a * a;
        sumB += b * b;
        sumC += c * c;
        sumD += d * d;
      }
      out[row] = sumA;
      out[row + 1] = sumB;
      out[row + 2] = sumC;
      out[row + 3] = sumD;
    }
    for (; row < rows; row++)
      for (let col = 0; col < cols; col++)
        out[row] += ((data[row * cols + col] - mean[col]) * scale[col]) ** 2;
    return out;
  },
};

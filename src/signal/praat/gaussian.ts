/** The Gaussian window of Boersma 1993 (IFA Proceedings 17, section 4): e^-12 where it ends, that much lowered, to 0. */

const EDGE = Math.exp(-12);

export function createGaussian(length: number): Float64Array<ArrayBuffer> {
  const middle = (length + 1) / 2;
  return Float64Array.from({ length }, (_, i) => {
    const place = (i + 1 - middle) / (length + 1);
    return (Math.exp(-48 * place * place) - EDGE) / (1 - EDGE);
  });
}

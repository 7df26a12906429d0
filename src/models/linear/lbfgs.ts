/** Minimises a smooth function of many numbers: L-BFGS (Liu & Nocedal 1989, Mathematical Programming 45: 503-528). */

/** Writes the gradient at `x` into `gradient` and returns the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number | Promise<number>;

export interface Minimum {
  readonly x: Float64Array<ArrayBuffer>;
  /** Whether no derivative is larger than the tolerance, or no step makes the value smaller any more. */
  readonly converged: boolean;
}

/** Steps that the curvature is told from. */
const MEMORY = 10;
/** A step must lower the value by this share of what the slope promises, and leave at most that share of the slope. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MOST_TRIALS = 40;

interface Step {
  readonly dx: Float64Array;
  readonly dg: Float64Array;
  /** 1 / <dx, dg>. */
  readonly rho: number;
}

/**
 * @param start - not changed
 * @param tolerance - largest derivative of what counts as a minimum
 * @param signal - looked at before every step
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  { tolerance, iterations, signal }: { tolerance: number; iterations: number; signal?: AbortSignal },
): Promise<Minimum> {
  let x = Float64Array.from(start);
  let gradient = new Float64Array(x.length);
  let value = await objective(x, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    signal?.throwIfAborted();
    if (largest(gradient) <= tolerance) return { x, converged: true };
    const direction = descent(gradient, steps);
    const first = iteration === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = await search(objective, { x, gradient, value }, direction, first);
    if (next === undefined) return { x, converged: true };
    const dx = sum(next.x, x, -1);
    const dg = sum(next.gradient, gradient, -1);
    const product = dot(dx, dg);
    if (product > 0) steps.push({ dx, dg, rho: 1 / product });
    if (steps.length > MEMORY) steps.shift();
    ({ x, gradient, value } = next);
  }
  return { x, converged: largest(gradient) <= tolerance };
}

interface Place {
  readonly x: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
}

/** A step that fulfils the weak Wolfe conditions, by bisection; undefined where rounding hides every descent. */
async function search(
  objective: Objective,
  from: Place,
  direction: Float64Array,
  first: number,
): Promise<Place | undefined> {
  const slope = dot(from.gradient, direction);
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, first];
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const x = sum(from.x, direction, length);
    const gradient = new Float64Array(x.length);
    const value = await objective(x, gradient);
    if (!(value <= from.value + DECREASE * length * slope)) high = length;
    else if (dot(gradient, direction) < CURVATURE * slope) low = length;
    else return value < from.value ? { x, gradient, value } : undefined;
    length = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * low;
  }
  return undefined;
}

/** The direction of descent: the gradient, turned by the curvature that the last steps have met. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = sum(new Float64Array(gradient.length), gradient, -1);
  const shares: number[] = [];
  for (const { dx, dg, rho } of steps.toReversed()) {
    const share = rho * dot(dx, direction);
    shares.push(share);
    add(direction, dg, -share);
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.dg, last.dg));
    for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  }
  for (const { dx, dg, rho } of steps) add(direction, dx, (shares.pop() ?? 0) - rho * dot(dg, direction));
  return direction;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  const whole = a.length - (a.length % 2);
  for (let i = 0; i < whole; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  return whole < a.length ? even + odd + a[whole] * b[whole] : even + odd;
}

/** a + factor · b. */
function sum(a: Float64Array, b: Float64Array, factor: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(a);
  add(out, b, factor);
  return out;
}

function add(to: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * values[i];
}

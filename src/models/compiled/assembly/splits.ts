/**
 * Geurts' splits of a tree's nodes: of the columns that are drawn, each cut at random between its least and its greatest number,
 * the purest. A node's rows stand label by label while its columns are looked at.
 */

const NUMBER: usize = sizeof<f32>();
const INDEX: usize = sizeof<u32>();
const DOUBLE: usize = sizeof<f64>();

/** Numbers that a vector holds. */
const LANES: usize = 4;

/** Of what sides have one label each; none is better. */
const PURE: f64 = 1 - 1e-12;

/** Addresses, and what the last split was. */
@unmanaged
export class Splits {
  /** [row, col] */
  x: usize;
  cols: usize;
  /** [row], label */
  y: usize;
  labels: usize;
  /** [label] in float64: of one row. */
  weights: usize;
  minLeaf: usize;
  /** [place], row */
  rows: usize;
  /** [col], in an order that changes; so many are drawn. */
  features: usize;
  wanted: usize;
  /** [row of the node]: where it begins in x; its number, up to a whole vector. */
  starts: usize;
  values: usize;
  /** [label]: rows of the node, and where the next one goes. */
  counts: usize;
  places: usize;
  /** [label of the node]: where its rows end, and their weight in float64. */
  ends: usize;
  nodeWeights: usize;
  /** State of sfc32 (Doty-Humphrey, PractRand). */
  a: u32;
  b: u32;
  c: u32;
  counter: u32;
  feature: u32;
  threshold: f32;
}

/**
 * Splits the node of the rows at [from, to): those that go left come first.
 *
 * @returns where the others begin; 0 if no split is found
 */
export function split(s: Splits, from: usize, to: usize): usize {
  const present = gather(s, from, to);
  if (present < 2) return 0;
  const count = to - from;
  let weight: f64 = 0;
  for (let at: usize = 0, begin: usize = 0; at < present; at++) {
    const end = <usize>load<u32>(s.ends + at * INDEX);
    weight += <f64>(end - begin) * load<f64>(s.nodeWeights + at * DOUBLE);
    begin = end;
  }
  let best: f64 = -1;
  let useful = false;
  for (let visited: usize = 0; visited < s.cols && (visited < s.wanted || !useful); visited++) {
    const feature = draw(s, visited);
    look(s, feature, count);
    const least = extreme(s.values, count, false);
    const most = extreme(s.values, count, true);
    if (least === most) continue;
    useful = true;
    const threshold = cut(least, most, uniform(s));
    const own = score(s, threshold, count, present, weight);
    if (own <= best) continue;
    best = own;
    s.feature = <u32>feature;
    s.threshold = threshold;
    if (own >= weight * PURE) break;
  }
  return best < 0 ? 0 : partition(s, from, to);
}

/** Puts the node's rows label by label, and counts the labels. */
function gather(s: Splits, from: usize, to: usize): usize {
  const first = s.rows + from * INDEX;
  const last = s.rows + to * INDEX;
  memory.fill(s.counts, 0, s.labels * INDEX);
  for (let at = first; at < last; at += INDEX) {
    const counted = s.counts + labelOf(s, at) * INDEX;
    store<u32>(counted, load<u32>(counted) + 1);
  }
  let present: usize = 0;
  let end: u32 = 0;
  for (let label: usize = 0; label < s.labels; label++) {
    const own = load<u32>(s.counts + label * INDEX);
    if (own === 0) continue;
    store<u32>(s.places + label * INDEX, end);
    end += own;
    store<u32>(s.ends + present * INDEX, end);
    store<f64>(s.nodeWeights + present * DOUBLE, load<f64>(s.weights + label * DOUBLE));
    present++;
  }
  if (present < 2) return present;
  for (let at = first; at < last; at += INDEX) {
    const place = s.places + labelOf(s, at) * INDEX;
    const next = load<u32>(place);
    store<usize>(s.starts + next * INDEX, s.x + load<u32>(at) * s.cols * NUMBER);
    store<u32>(place, next + 1);
  }
  return present;
}

@inline
function labelOf(s: Splits, at: usize): usize {
  return load<u32>(s.y + load<u32>(at) * INDEX);
}

/** Another column than those visited in this node. */
function draw(s: Splits, visited: usize): usize {
  const at = s.features + visited * INDEX;
  const other = at + <usize>(uniform(s) * <f64>(s.cols - visited)) * INDEX;
  const feature = load<u32>(other);
  store<u32>(other, load<u32>(at));
  store<u32>(at, feature);
  return feature;
}

/** Takes the numbers of a column; the last one again up to a whole vector. */
function look(s: Splits, feature: usize, count: usize): void {
  const bytes = feature * NUMBER;
  let from = s.starts;
  let to = s.values;
  const end = to + count * NUMBER;
  for (; to < end; to += NUMBER, from += INDEX) store<f32>(to, load<f32>(load<usize>(from) + bytes));
  const last = load<f32>(to - NUMBER);
  for (const whole = s.values + upToVector(count) * NUMBER; to < whole; to += NUMBER) store<f32>(to, last);
}

@inline
function upToVector(count: usize): usize {
  return (count + LANES - 1) & ~(LANES - 1);
}

@inline
function extreme(values: usize, count: usize, isMost: boolean): f32 {
  let found = v128.load(values);
  for (let at = values + 16, end = values + count * NUMBER; at < end; at += 16) {
    found = isMost ? f32x4.pmax(found, v128.load(at)) : f32x4.pmin(found, v128.load(at));
  }
  const pairs = v128.shuffle<f32>(found, found, 2, 3, 0, 1);
  found = isMost ? f32x4.pmax(found, pairs) : f32x4.pmin(found, pairs);
  const a = f32x4.extract_lane(found, 0);
  const b = f32x4.extract_lane(found, 1);
  return isMost ? (a > b ? a : b) : a < b ? a : b;
}

/** A number of float32 from `least` on that is less than `most`. */
@inline
function cut(least: f32, most: f32, share: f64): f32 {
  const threshold = <f32>(<f64>least + share * (<f64>most - <f64>least));
  return threshold >= least && threshold < most ? threshold : least;
}

/** Greatest where Gini's impurity is least; -1 if a side has too few rows. */
function score(s: Splits, threshold: f32, count: usize, present: usize, weight: f64): f64 {
  const limit = f32x4.splat(threshold);
  let leftWeight: f64 = 0;
  let leftSquares: f64 = 0;
  let rightSquares: f64 = 0;
  let goLeft: usize = 0;
  let begin: usize = 0;
  for (let at: usize = 0; at < present; at++) {
    const end = <usize>load<u32>(s.ends + at * INDEX);
    const own = countUpTo(s.values, begin, end, limit, threshold);
    goLeft += own;
    const each = load<f64>(s.nodeWeights + at * DOUBLE);
    const left = <f64>own * each;
    const right = <f64>(end - begin) * each - left;
    leftWeight += left;
    leftSquares += left * left;
    rightSquares += right * right;
    begin = end;
  }
  if (goLeft < s.minLeaf || count - goLeft < s.minLeaf) return -1;
  return leftSquares / leftWeight + rightSquares / (weight - leftWeight);
}

/** How many numbers of [begin, end) are at most the threshold. */
@inline
function countUpTo(values: usize, begin: usize, end: usize, limit: v128, threshold: f32): usize {
  let at = values + begin * NUMBER;
  const last = values + end * NUMBER;
  let lanes = i32x4.splat(0);
  for (; at + 16 <= last; at += 16) lanes = i32x4.sub(lanes, f32x4.le(v128.load(at), limit));
  let own =
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3);
  for (; at < last; at += NUMBER) own += i32(load<f32>(at) <= threshold);
  return own;
}

/** Puts rows that go left first; tells where the others begin. */
function partition(s: Splits, from: usize, to: usize): usize {
  let middle = from;
  for (let i = from; i < to; i++) {
    const row = load<u32>(s.rows + i * INDEX);
    if (load<f32>(s.x + (row * s.cols + s.feature) * NUMBER) > s.threshold) continue;
    store<u32>(s.rows + i * INDEX, load<u32>(s.rows + middle * INDEX));
    store<u32>(s.rows + middle * INDEX, row);
    middle++;
  }
  return middle;
}

/** In [0, 1), with 53 bits. */
function uniform(s: Splits): f64 {
  const high = next(s);
  return (<f64>high * 2097152 + <f64>(next(s) >> 11)) / 9007199254740992;
}

@inline
function next(s: Splits): u32 {
  const sum = s.a + s.b + s.counter;
  s.counter++;
  s.a = s.b ^ (s.b >> 9);
  s.b = s.c + (s.c << 3);
  s.c = ((s.c << 21) | (s.c >> 11)) + sum;
  return sum;
}

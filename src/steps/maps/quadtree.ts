/** Points of the plane in a tree of squares: far ones act together, as if they were at their centre (Barnes & Hut 1986). */

/** Points closer than 2^-40 of the whole lie together. */
const DEEPEST = 40;

export interface Quadtree {
  /** Replaces what the tree holds. @param places - [point, 2] */
  build(places: Float64Array): void;
  /**
   * Adds what all other points do to a point: the sum of (1 + d²)^-2 (place - other) to `force`.
   *
   * @returns the sum of (1 + d²)^-1
   */
  repulsion(place: number, places: Float64Array, force: Float64Array): number;
}

/**
 * @param points - how many it will hold
 * @param angle - a square whose side is below this share of its distance acts as one; 0 is exact
 */
export function createQuadtree(points: number, angle: number): Quadtree {
  let room = 8 * points + 64;
  let children = new Int32Array(4 * room); // 0: none
  let counts = new Int32Array(room);
  let sums = new Float64Array(2 * room);
  /** Once all are in: sums by counts. */
  let centres = new Float64Array(2 * room);
  /** Of a leaf: one of its points, which all lie at one place. */
  let owners = new Int32Array(room);
  let used = 0;
  let side = 1;
  let [left, top] = [0, 0];
  const stack = new Int32Array(4 * DEEPEST + 8);
  const depths = new Int32Array(4 * DEEPEST + 8);
  /** Of each depth: the squared side, over the squared angle. */
  const reach = new Float64Array(DEEPEST + 1);

  function grow(): void {
    room *= 2;
    const resized = <T extends Int32Array | Float64Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    children = resized(new Int32Array(4 * room), children);
    counts = resized(new Int32Array(room), counts);
    sums = resized(new Float64Array(2 * room), sums);
    centres = new Float64Array(2 * room);
    owners = resized(new Int32Array(room), owners);
  }

  function leaf(point: number, x: number, y: number, count: number): number {
    if (used === room) grow();
    const node = used++;
    children.fill(0, 4 * node, 4 * node + 4);
    counts[node] = count;
    sums[2 * node] = x * count;
    sums[2 * node + 1] = y * count;
    owners[node] = point;
    return node;
  }

  function insert(point: number, places: Float64Array): void {
    const [x, y] = [places[2 * point], places[2 * point + 1]];
    let node = 0;
    let [centreX, centreY, half] = [left + side / 2, top + side / 2, side / 2];
    for (let depth = 0; ; depth++) {
      const owner = owners[node];
      if (owner >= 0 && ((places[2 * owner] === x && places[2 * owner + 1] === y) || depth === DEEPEST)) {
        counts[node]++;
        sums[2 * node] += x;
        sums[2 * node + 1] += y;
        return;
      }
      if (owner >= 0) {
        // a leaf becomes a square with the leaf in it
        const [ownX, ownY] = [places[2 * owner], places[2 * owner + 1]];
        const below = leaf(owner, ownX, ownY, counts[node]);
        children[4 * node + (ownX >= centreX ? 1 : 0) + (ownY >= centreY ? 2 : 0)] = below;
        owners[node] = -1;
      }
      counts[node]++;
      sums[2 * node] += x;
      sums[2 * node + 1] += y;
      const [isRight, isBelow] = [x >= centreX, y >= centreY];
      const slot = 4 * node + (isRight ? 1 : 0) + (isBelow ? 2 : 0);
      if (children[slot] === 0) {
        const made = leaf(point, x, y, 1);
        children[slot] = made;
        return;
      }
      node = children[slot];
      half /= 2;
      centreX += isRight ? half : -half;
      centreY += isBelow ? half : -half;
    }
  }

  return {
    build(places) {
      let [right, bottom] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
      [left, top] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (let i = 0; i < places.length; i += 2) {
        left = Math.min(left, places[i]);
        right = Math.max(right, places[i]);
        top = Math.min(top, places[i + 1]);
        bottom = Math.max(bottom, places[i + 1]);
      }
      side = Math.max(right - left, bottom - top, Number.MIN_VALUE) * (1 + 1e-9);
      for (let depth = 0; depth <= DEEPEST; depth++) {
        reach[depth] = angle === 0 ? Number.POSITIVE_INFINITY : (side / 2 ** depth / angle) ** 2;
      }
      used = 0;
      leaf(0, places[0], places[1], 1);
      for (let point = 1; point < places.length / 2; point++) insert(point, places);
      for (let node = 0; node < used; node++) {
        centres[2 * node] = sums[2 * node] / counts[node];
        centres[2 * node + 1] = sums[2 * node + 1] / counts[node];
      }
    },
    repulsion(point, places, force) {
      const [x, y] = [places[2 * point], places[2 * point + 1]];
      let [forceX, forceY, total, size] = [0, 0, 0, 1];
      stack[0] = 0;
      depths[0] = 0;
      while (size > 0) {
        const node = stack[--size];
        const depth = depths[size];
        const count = counts[node];
        const dx = x - centres[2 * node];
        const dy = y - centres[2 * node + 1];
        const squared = dx * dx + dy * dy;
        if (owners[node] >= 0 || squared > reach[depth]) {
          const share = 1 / (1 + squared);
          total += count * share;
          const strength = count * share * share;
          forceX += strength * dx;
          forceY += strength * dy;
          continue;
        }
        for (let slot = 4 * node; slot < 4 * node + 4; slot++) {
          if (children[slot] === 0) continue;
          stack[size] = children[slot];
          depths[size++] = depth + 1;
        }
      }
      force[2 * point] += forceX;
      force[2 * point + 1] += forceY;
      // itself, at distance 0
      return total - 1;
    },
  };
}

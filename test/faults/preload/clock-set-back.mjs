/** Every look at the clock is an hour before the last one, or three days after it. */
const { now } = Date;
let offset = 0;
let looks = 0;
Date.now = () => {
  offset += ++looks % 10 === 0 ? 72 * 3_600_000 : -3_600_000;
  return now() + offset;
};
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now());
    else super(...given);
  }
};

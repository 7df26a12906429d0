import { defineFunctional, noUnit } from "./functional.ts";

export const extremePlaces = defineFunctional({
  id: "extreme-places",
  summary:
    "where the greatest and the least value lie, from 0 (first frame) to 1 (last frame); the first of several",
  source: "numpy.argmax and numpy.argmin 2.4",
  names: ["max_place", "min_place"],
  units: () => [...noUnit(), ...noUnit()],
  compute({ values, places }, into, at) {
    let greatest = 0;
    let least = 0;
    for (let i = 1; i < values.length; i++) {
      if (values[i] > values[greatest]) greatest = i;
      if (values[i] < values[least]) least = i;
    }
    const constant = values[greatest] === values[least];
    into[at] = constant ? 0 : places[greatest];
    into[at + 1] = constant ? 0 : places[least];
  },
});

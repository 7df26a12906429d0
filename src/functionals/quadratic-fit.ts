import { defineFunctional } from "./functional.ts";

export const quadraticFit = defineFunctional({
  id: "quadratic-fit",
  summary:
    "least-squares a t² + b t + c over t from 0 (first frame) to 1 (last frame): a, b, c; a is 0 for one or two values",
  source: "numpy.polyfit 2.4, degree 2",
  names: ["fit_quadratic", "fit_linear", "fit_constant"],
  units: (unit) => [unit, unit, unit],
  compute(run, into, at) {
    const { quadratic, linear, constant } = run.parabola;
    into[at] = quadratic;
    into[at + 1] = linear;
    into[at + 2] = constant;
  },
});

/** `alpha = 0.03, gammaScale = 0.5`: values of dotted fields, by the last part of each. */
export function showSettings(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([field, value]) => `${field.split(".").at(-1)} = ${JSON.stringify(value)}`)
    .join(", ");
}

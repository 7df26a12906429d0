/** Times in tables: seconds, clock times, and what pandas writes. */

const SECONDS = /^([+-]?)(\d+(?:[.,]\d*)?|[.,]\d+)\s*s?$/;

/** `00:01.5`, `1:02:03.5`, `0 days 00:00:01.500000`, `-1 days +23:59:59`. */
const CLOCK = /^(?:([+-]?\d+) days?,? )?([+-]?)(?:(\d+):)?(\d+):(\d+(?:[.,]\d*)?)$/;

/** What pandas writes for JSON: `P0DT0H0M1.5S`. */
const ISO = /^(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?$/;

/** Whole days are a time too: `2 days`. */
const DAYS = /^([+-]?\d+) days?$/;

/** Seconds; undefined for what is no time. May be negative. */
export function parseTime(text: string): number | undefined {
  const seconds = SECONDS.exec(text);
  if (seconds !== null) return signed(seconds[1], number(seconds[2]));
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [, days, sign, hours, minutes, rest] = clock;
    return 86_400 * number(days) + signed(sign, clockSeconds(hours, minutes, rest));
  }
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [, sign, days, hours, minutes, rest] = iso;
    return signed(sign, 86_400 * number(days) + clockSeconds(hours, minutes, rest));
  }
  const days = DAYS.exec(text);
  return days === null ? undefined : 86_400 * number(days[1]);
}

/** One division at the end: 61.1 is the number that the text 61.1 is. */
function clockSeconds(
  hours: string | undefined,
  minutes: string | undefined,
  seconds: string | undefined,
): number {
  const whole = 3600 * number(hours) + 60 * number(minutes);
  return Math.round((whole + number(seconds)) * 1e9) / 1e9;
}

function number(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replace(",", "."));
}

function signed(sign: string, value: number): number {
  return sign === "-" ? -value : value;
}

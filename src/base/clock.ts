/** "0:07", "12:30", "1:02:30"; with digits of seconds, "12:30.5". */
export function clock(seconds: number, digits = 0): string {
  const unit = 10 ** digits;
  const whole = Math.round(seconds * unit);
  const hours = Math.floor(whole / (3600 * unit));
  const minutes = Math.floor(whole / (60 * unit)) % 60;
  const rest = ((whole % (60 * unit)) / unit).toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, "0");
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

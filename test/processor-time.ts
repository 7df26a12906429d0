/**
 * What an action costs the processor, in milliseconds: unlike the time on the wall it does not grow where other programs run beside
 * a test.
 */
export function processorTime(): () => number {
  const begun = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
}

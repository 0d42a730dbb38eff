/** Processor time, which does not mind what else the machine does. */

/** What `act` needs, in milliseconds. */
export function processorTime(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** nothing hostile may take longer */
export const TWO_SECONDS = 2000;

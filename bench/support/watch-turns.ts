/** How long this thread works at a stretch, by its CPU time, so that what else the machine does has no part in it. */
export interface TurnWatch {
  /** The longest time between two looks in which this thread worked, ms of its CPU. */
  stop(): number;
}

export function watchTurns(): TurnWatch {
  let longestUs = 0;
  let former = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(former);
    longestUs = Math.max(longestUs, user + system);
    former = process.threadCpuUsage();
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return longestUs / 1_000;
    },
  };
}

/** Which production day and shift last at an instant. */
import type { Plant } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import type { LiveWindow, LiveWindows } from './live.ts';

export interface WindowsAt extends LiveWindows {
  /** Holds both. */
  readonly hull: Interval;
  /** As long as both are the same: no shift begins or ends within it. */
  readonly lasts: Interval;
}

export function windowsAt(plant: Plant, at: number): WindowsAt {
  const { date, fromAt, toAt } = plant.productionDayAt(at);
  const shifts = plant.listShifts({ fromAt, toAt });
  const current = shifts.findLast((shift) => shift.fromAt <= at && at < shift.toAt);
  const day: LiveWindow = { kind: 'day', name: date, date, fromAt, toAt };
  const shift: LiveWindow | undefined =
    current === undefined
      ? undefined
      : { kind: 'shift', name: current.name, date: current.date, fromAt: current.fromAt, toAt: current.toAt };
  const edges = shifts.flatMap((one) => [one.fromAt, one.toAt]);
  return {
    day,
    shift,
    hull: {
      fromAt: Math.min(fromAt, shift?.fromAt ?? fromAt),
      toAt: Math.max(toAt, shift?.toAt ?? toAt),
    },
    lasts: {
      fromAt: Math.max(fromAt, ...edges.filter((edge) => edge <= at)),
      toAt: Math.min(toAt, ...edges.filter((edge) => edge > at)),
    },
  };
}

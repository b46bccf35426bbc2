/** Many instants as text. */
import { minuteMs, secondMs, type Zone } from '../../time/index.ts';

const twoDigits = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

/**
 * The same text as `zone.format`, several times as fast for instants that follow each other: what a minute of it has in common is
 * worked out once. Offsets are whole minutes, and change at whole minutes.
 */
export function createInstantText(zone: Pick<Zone, 'format'>): (at: number) => string {
  let minute = Number.NaN;
  let beforeSeconds = '';
  let offset = '';
  return (at) => {
    const ms = Math.floor(at);
    const its = Math.floor(ms / minuteMs);
    if (its !== minute) {
      const text = zone.format(its * minuteMs);
      minute = its;
      beforeSeconds = text.slice(0, -8);
      offset = text.slice(-6);
    }
    const rest = ms - its * minuteMs;
    const second = Math.floor(rest / secondMs);
    const thousandths = rest - second * secondMs;
    const fraction = thousandths === 0 ? '' : `.${String(thousandths).padStart(3, '0')}`;
    return `${beforeSeconds}${twoDigits[second]}${fraction}${offset}`;
  };
}

import type { KeepRule } from '../repository.ts';
import type { PointRow } from './steps.ts';

const dayMs = 86_400_000;

/** Those that the rule keeps, in their order; always the latest, by its time and by its number. */
export function keptPoints(
  points: readonly PointRow[],
  { allMs, dailies }: KeepRule,
  now: number,
): readonly PointRow[] {
  const lastOfDay = new Map<number, PointRow>();
  let latest = points[0];
  for (const point of points) {
    const day = Math.floor(point.at / dayMs);
    if (isLater(point, lastOfDay.get(day))) lastOfDay.set(day, point);
    if (isLater(point, latest)) latest = point;
  }
  const firstDay = Math.floor(now / dayMs) - dailies + 1;
  return points.filter((point) => {
    if (point === latest || point === points.at(-1) || point.at >= now - allMs) return true;
    const day = Math.floor(point.at / dayMs);
    return day >= firstDay && lastOfDay.get(day) === point;
  });
}

function isLater(point: PointRow, than: PointRow | undefined): boolean {
  return than === undefined || point.at > than.at || (point.at === than.at && point.number > than.number);
}

/** Defects of a window by code and by category of the plant's tree of defects. */
import type { DefectCode } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { opportunitiesOf } from './list-yields.ts';
import { listPassCells, type PassCell, type YieldKey } from './pass-cells.ts';
import { defectsOf, type PassCounts, sumPassCounts } from './pass-counts.ts';
import { type DefectFigures, defectFiguresOf } from './yield-figures.ts';

export interface DefectRate extends DefectFigures {
  /** Code, or name of the category. */
  readonly id: string;
  readonly name: string;
  /** Of the tree; `''` for a code that the tree lacks. */
  readonly category: string;
  /** Nonconforming pieces with this code or one below it: scrapped and held, at every pass. */
  readonly pieces: number;
}

export interface DefectRates {
  /** All pieces asked of, good ones too. */
  readonly counts: PassCounts;
  /** Nonconforming pieces whose reports name no defect. They may be of any code: each code's `high` has them. */
  readonly uncodedPieces: number;
  /**
   * Codes that were reported, and those above them, most pieces first. A code counts what is below it, as a scratch is a defect
   * of the surface; so rows add up only where none is above another.
   */
  readonly byCode: readonly DefectRate[];
  readonly byCategory: readonly DefectRate[];
}

/**
 * @param of what is asked of; default: all. `{ product: 'Ballnut' }`
 * @example listDefectRates(activity, week, { operation: 'Soldering' }).byCode[0]?.ppm
 */
export function listDefectRates(
  activity: Activity,
  window: Interval,
  of: Readonly<Partial<Record<YieldKey, string>>> = {},
): DefectRates {
  const wanted = Object.entries(of) as [YieldKey, string][];
  const cells = listPassCells(activity, window).filter((cell) => wanted.every(([key, text]) => cell[key] === text));
  const known = new Map(activity.plant.defects.map((defect) => [defect.code, defect]));
  const rate = rateIn(cells, sumOf(cells), opportunitiesOf(activity.plant, cells));
  const codes = new Set(cells.flatMap(({ defect }) => (defect === '' ? [] : (known.get(defect)?.path ?? [defect]))));
  const categories = new Set([...codes].flatMap((code) => known.get(code)?.category ?? []));
  return {
    counts: sumOf(cells),
    uncodedPieces: defectsOf(sumOf(cells.filter(({ defect }) => defect === ''))),
    byCode: [...codes].map((code) => rateOfCode(code, known, rate)).sort(mostFirst),
    byCategory: [...categories]
      .map((category) =>
        rate({ id: category, name: category, category }, (code) => {
          const found = known.get(code);
          return found === undefined ? 'maybe' : found.category === category ? 'yes' : 'no';
        }),
      )
      .filter(({ pieces }) => pieces > 0)
      .sort(mostFirst),
  };
}

/** Whether pieces with a code are of what is asked; `maybe` where the code is too general, or not in the tree. */
type IsOf = (code: string) => 'yes' | 'no' | 'maybe';
type Rate = (row: Pick<DefectRate, 'id' | 'name' | 'category'>, isOf: IsOf) => DefectRate;

function rateOfCode(code: string, known: ReadonlyMap<string, DefectCode>, rate: Rate): DefectRate {
  const own = known.get(code);
  return rate({ id: code, name: own?.name ?? code, category: own?.category ?? '' }, (other) => {
    if (other === code || known.get(other)?.path.includes(code) === true) return 'yes';
    return own?.path.includes(other) === true ? 'maybe' : 'no';
  });
}

function rateIn(cells: readonly PassCell[], all: PassCounts, opportunities: number | undefined): Rate {
  const coded = [...Map.groupBy(cells, ({ defect }) => defect)].map(([code, of]) => ({ code, counts: sumOf(of) }));
  return (row, isOf) => {
    const sumWhere = (wanted: 'yes' | 'maybe'): PassCounts =>
      sumPassCounts(
        coded.filter(({ code }) => (code === '' ? 'maybe' : isOf(code)) === wanted).map(({ counts }) => counts),
      );
    const [told, possible] = [sumWhere('yes'), sumWhere('maybe')];
    return { ...row, pieces: defectsOf(told), ...defectFiguresOf(told, possible, all, opportunities) };
  };
}

function sumOf(cells: readonly PassCell[]): PassCounts {
  return sumPassCounts(cells.map(({ counts }) => counts));
}

function mostFirst(a: DefectRate, b: DefectRate): number {
  return b.pieces - a.pieces || compareText(a.id, b.id);
}

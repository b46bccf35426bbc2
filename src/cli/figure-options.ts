/** Figures of tags over time, as a command's options ask for them. */
import { type Command, InvalidArgumentError } from 'commander';
import { type RollupFigure, rollupFigures, type rollupLevels } from '../analytics/index.ts';
import type { QueryStep } from '../history/index.ts';
import { hourMs, minuteMs, secondMs } from '../time/index.ts';

export interface FigureOptions {
  readonly tag?: readonly string[];
  readonly equipment?: readonly string[];
  readonly step?: QueryStep;
  readonly figures?: AskedFigures;
}

export interface AskedFigures {
  readonly figures: readonly RollupFigure[];
  /** 0 to 1. */
  readonly quantiles: readonly number[];
}

export function addFigureOptions(command: Command): Command {
  return addTagOptions(command)
    .option('--step <step>', 'length of a bucket: 10s, 15m, 2h, or hour, day, shift of the plant', parseStep)
    .option(
      '--figures <list>',
      `${rollupFigures.join(', ')}, and quantiles as p50 or p99.9; default: those that fit the tags`,
      parseFigures,
    );
}

export function addTagOptions(command: Command): Command {
  return command
    .option('--tag <ids>', 'tags, several times or separated by commas; default: all of --equipment', addNames)
    .option('--equipment <ids>', 'equipment, and what is below it; default: the whole plant', addNames);
}

/** For options that may be given several times, or name several separated by commas. */
export function addNames(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...value.split(',').map((name) => name.trim())].filter((name) => name !== '');
}

const unitMs = { s: secondMs, m: minuteMs, h: hourMs } as const;

function parseStep(text: string): QueryStep {
  if (text === 'hour' || text === 'day' || text === 'shift') return text;
  const [, count, unit] = /^([1-9]\d{0,8})([smh])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('It is a number with s, m or h, or hour, day or shift.');
  return Number(count) * unitMs[unit as keyof typeof unitMs];
}

/** Minutes and hours of rollups are those of UTC. */
export const stepOfLevel: Readonly<Record<(typeof rollupLevels)[number], QueryStep>> = {
  minute: minuteMs,
  hour: hourMs,
  day: 'day',
  shift: 'shift',
};

function parseFigures(text: string): AskedFigures {
  const names = addNames(text);
  const quantiles = names.filter((name) => /^p\d/.test(name)).map(parseQuantile);
  const others = names.filter((name) => !/^p\d/.test(name));
  const unknown = others.find((name) => !rollupFigures.some((figure) => figure === name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`'${unknown}' is none of ${rollupFigures.join(', ')}, and no quantile such as p95.`);
  return { figures: [...new Set(others)] as RollupFigure[], quantiles: [...new Set(quantiles)] };
}

function parseQuantile(name: string): number {
  const percent = Number(name.slice(1));
  if (!(percent >= 0 && percent <= 100)) throw new InvalidArgumentError(`'${name}' is no quantile from p0 to p100.`);
  return Number((percent / 100).toPrecision(12));
}

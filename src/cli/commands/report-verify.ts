import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { GembaError } from '../../model/index.ts';
import type { FigureChange } from '../../reports/index.ts';
import { type ChangedBasis, openPlant, type ReportVerdict, verifyReport, whatText } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';

interface VerifyOptions {
  readonly file: string;
}

/** So many changed figures are listed; `--json` has all. */
const listedMax = 20;

export function addReportVerify(report: Command, register: Register): void {
  const command = report
    .command('verify')
    .description('say whether a file is a report that was sent, and whether the facts still say what it says')
    .argument('<file>', 'a report file, such as daily-2012-02-29-director.pdf');
  register<VerifyOptions>(command, verify);
}

async function verify(context: CommandContext, { file }: VerifyOptions): Promise<number> {
  const { world, output } = context;
  const bytes = await readReport(resolve(world.folder, file));
  await using plant = await openPlant(openOptions(context));
  const verdict = await verifyReport(plant, bytes, basename(file), {
    signal: world.signal,
    onNotice: (notice) => output.log.info(notice),
  });
  output.result({ file, ...verdict }, () => describeVerdict(file, verdict, (at) => plant.plant.zone.format(at)));
  return verdict.kind === 'same' ? exitCodes.done : exitCodes.failed;
}

async function readReport(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new GembaError('data-file-missing', `Cannot read ${path}: ${(cause as Error).message}. Check the path.`, {
      cause,
      details: { path },
    });
  }
}

function describeVerdict(file: string, verdict: ReportVerdict, instant: (at: number) => string): string[] {
  if (verdict.kind === 'unknown')
    return [
      `unknown: no report that this plant has sent has the bytes or the name of ${file} (SHA-256 ${verdict.sha256}).`,
    ];
  if (verdict.kind === 'altered')
    return [
      `altered: ${file} is not what was sent under its name (SHA-256 ${verdict.sha256}).`,
      ...verdict.sent.map(({ name, revision, sha256 }) => `  sent as ${name}, revision ${revision}: SHA-256 ${sha256}`),
    ];
  const { name, label, audience, revision, newestRevision } = verdict.report;
  const sent = `sent as ${name}: ${label} for ${audience}, revision ${revision}`;
  const later = newestRevision === undefined ? [] : [`  revision ${newestRevision} was sent since`];
  if (verdict.kind === 'same')
    return [`same: ${file} was ${sent}. Made again from the facts of today it is the same, byte by byte.`, ...later];
  if (verdict.kind === 'erased')
    return [
      `erased: ${file} was ${sent}. It names a person who was erased on ${instant(verdict.erasedAt)}; the archive has ${verdict.copySha256 === undefined ? 'no copy of it any more' : `a copy without the name (SHA-256 ${verdict.copySha256})`}. Delete this file.`,
      ...later,
    ];
  if (verdict.kind === 'expired')
    return [
      `expired: ${file} was ${sent}, as it is here. Facts it stands on are kept no longer, so it can no longer be made again:`,
      ...verdict.expired.map(({ kind, beforeAt }) => `  ${whatText({ kind })} of before ${instant(beforeAt)}`),
      ...later,
    ];
  const { basis, changes } = verdict;
  const said = {
    'figures-changed': `figures changed: ${file} was ${sent}. Figures of its window are others today:`,
    'basis-changed': `changed below: ${file} was ${sent}. Its figures are the same today; what they stand on is not:`,
    'bytes-changed': `other bytes: ${file} was ${sent}. Facts, plant file and software are the same, yet it comes out otherwise today; a PDF does with another browser.`,
  }[verdict.kind];
  return [
    said,
    ...changes.slice(0, listedMax).map(describeChange),
    ...(changes.length > listedMax ? [`  and ${changes.length - listedMax} more; --json lists all`] : []),
    ...basis.map(describeBasis),
    ...later,
  ];
}

const bases: Readonly<Record<ChangedBasis['basis'], string>> = {
  facts: 'facts: fingerprint',
  'plant-file': 'plant file: fingerprint',
  software: 'gemba:',
};

function describeBasis({ basis, from, to }: ChangedBasis): string {
  return `  ${bases[basis]} ${from} → ${to}`;
}

function describeChange({ where, figure, unit, from, to }: FigureChange): string {
  const show = (value: number | null): string => {
    if (value === null) return 'unknown';
    if (unit === 'minutes') return `${round(value / 60_000)} min`;
    return unit === 'ratio' ? `${round(value * 100)} %` : String(value);
  };
  return `  ${where}, ${figure}: ${show(from)} → ${show(to)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

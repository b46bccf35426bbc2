import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { GembaError } from '../../model/index.ts';
import { type ReportFormat, reportFormats, tableFormats } from '../../reports/index.ts';
import {
  deliverNow,
  type MadeReport,
  makeReport,
  type OpenPlant,
  openPlant,
  type ReportWindow,
  type SentReport,
  sendReopened,
  sendReports,
  writeFilesAtomically,
} from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { describeDeliveries } from '../deliveries.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadIfFree } from '../load.ts';
import { openOptions } from '../plant-options.ts';
import { expireAndTell } from '../retention.ts';
import { addWindowOptions, type WindowOptions, windowOfOptions } from '../window-options.ts';
import { refuseIfStrict } from './ingest.ts';
import { addReportVerify } from './report-verify.ts';

interface ReportOptions extends WindowOptions {
  readonly kind: string;
  readonly role?: string;
  readonly out?: string;
  readonly format?: readonly ReportFormat[];
  readonly table?: readonly string[];
  readonly send?: boolean;
  readonly strict?: boolean;
}

export function addReport(program: Command, register: Register): void {
  const formats = reportFormats.join(', ');
  const command = addWindowOptions(
    program.command('report').description('load what is new, and make a report').argument('<kind>', 'daily'),
  )
    .option('--role <role>', 'whose report: an audience of the plant file; default: director, with --send all')
    .option('--out <dir>', 'folder for the files; default: here, but a single format goes to stdout')
    .addOption(
      new Option(
        '--format <formats>',
        `${formats}, separated by commas; default: those of them that the role has, but the tables (csv, xlsx)`,
      ).argParser(parseFormats),
    )
    .addOption(
      new Option('--table <tables>', 'with csv or xlsx: only these tables, separated by commas').argParser(parseTables),
    )
    .option('--send', 'send it as the plant file’s reports say')
    .option('--strict', 'exit 1 where a row was refused');
  register<ReportOptions>(command, report);
  addReportVerify(command, register);
}

async function report(context: CommandContext, options: ReportOptions): Promise<number> {
  if (options.kind !== 'daily')
    throw new GembaError('usage', `There is no report '${options.kind}'. This version makes: daily.`);
  if (options.table !== undefined && !options.format?.some((format) => tableFormats.includes(format)))
    throw new GembaError('usage', `--table goes with --format ${tableFormats.join(' or ')}.`);
  if (options.send === true && options.format !== undefined)
    throw new GembaError('usage', '--send makes the formats the plant file names. Leave out --format.');
  await using plant = await openPlant(openOptions(context));
  const window = windowOfOptions(plant, options);
  const loaded = (await loadIfFree(plant, context)) ?? [];
  const { made, ok } =
    options.send === true ? await send(context, plant, window, options) : await make(context, plant, window, options);

  // A plant that is not run all the time has its reports sent once a day.
  if (options.send === true) await expireAndTell(plant, context);
  for (const { missing } of made)
    for (const { format, error } of missing)
      context.output.warn(`gemba: no ${format}: ${error.message} [${error.code}]`);
  const refused = loaded.reduce((sum, { account }) => sum + account.refused, 0);
  refuseIfStrict(options.strict === true, Math.max(refused, ...made.map(({ refusedCount }) => refusedCount)));
  return ok && made.every(({ missing }) => missing.length === 0) ? exitCodes.done : exitCodes.failed;
}

interface Outcome {
  readonly made: readonly Pick<MadeReport, 'files' | 'missing' | 'refusedCount'>[];
  readonly ok: boolean;
}

async function make(
  { output, world }: CommandContext,
  plant: OpenPlant,
  window: ReportWindow,
  { role, format, table, out }: ReportOptions,
): Promise<Outcome> {
  const made = await makeReport(plant, {
    window,
    audience: role ?? 'director',
    ...(format === undefined ? {} : { formats: format }),
    ...(table === undefined ? {} : { tables: table }),
    signal: world.signal,
    onNotice: (notice) => output.log.info(notice),
  });
  if (out === undefined && format?.length === 1) {
    refuseSeveral(made.files);
    for (const file of made.files) output.raw(file.bytes);
  } else {
    const files = await writeFilesAtomically(resolve(world.folder, out ?? '.'), made.files);
    output.result({ files, missing: listMissing([made]) }, () => files);
  }
  return { made: [made], ok: true };
}

async function send(
  { output, world }: CommandContext,
  plant: OpenPlant,
  window: ReportWindow,
  { role, out }: ReportOptions,
): Promise<Outcome> {
  const options = {
    window,
    ...(role === undefined ? {} : { audiences: [role] }),
    signal: world.signal,
    onNotice: (notice: string) => output.log.info(notice),
  };
  const { made } = await sendReports(plant, options);
  const all = made.flatMap(({ files }) => files);
  const files = out === undefined ? [] : await writeFilesAtomically(resolve(world.folder, out), all);
  const deliveries = [...(await deliverNow(plant, { signal: world.signal }))];
  // What was asked for is on its way before anything of the days before is looked at.
  const { made: again, enqueued } = await sendReopened(plant, options);
  if (enqueued.length > 0) deliveries.push(...(await deliverNow(plant, { signal: world.signal })));
  const both = [...made, ...again];
  const result = {
    files,
    missing: listMissing(both),
    reports: made.map(summaryOf),
    reopened: again.map((report) => ({ label: report.manifest.label, ...summaryOf(report) })),
    deliveries,
  };
  output.result(result, () => [
    ...files,
    ...both.flatMap(describeOutcome),
    ...(deliveries.length === 0 ? ['Nothing to send: it was delivered before.'] : describeDeliveries(deliveries)),
  ]);
  return { made: both, ok: deliveries.every(({ result: { kind } }) => kind === 'delivered') };
}

function summaryOf({ audience, outcome, manifest: { revision } }: SentReport): object {
  return { audience: audience.id, outcome, revision };
}

/** What is worth saying of a report that was sent before. */
function describeOutcome({ outcome, manifest: { title, audience, revision } }: SentReport): string[] {
  const what = `${title} for ${audience}`;
  if (outcome === 'kept')
    return [`unchanged: ${what}: facts have changed, but no figure beyond the tolerance; nothing is sent again.`];
  if (outcome !== 'revised' || revision === null) return [];
  const figures = revision.changeCount === 1 ? '1 figure' : `${revision.changeCount} figures`;
  return [`revised: ${what}: revision ${revision.number}, ${figures} changed: ${revision.reason}.`];
}

/** A report has several tables, and stdout is one. */
function refuseSeveral(files: MadeReport['files']): void {
  if (files.length < 2) return;
  const names = files.map(({ name }) => name).join(', ');
  throw new GembaError(
    'usage',
    `These are ${files.length} files: ${names}. Name a folder with --out, or one table with --table.`,
  );
}

function listMissing(made: Outcome['made']): readonly { format: string; code: string; message: string }[] {
  return made.flatMap(({ missing }) =>
    missing.map(({ format, error }) => ({ format, code: error.code, message: error.message })),
  );
}

function parseTables(value: string): readonly string[] {
  return value.split(',').map((table) => table.trim());
}

function parseFormats(value: string): readonly ReportFormat[] {
  const formats = value.split(',').map((format) => format.trim());
  const unknown = formats.find((format) => !reportFormats.includes(format as ReportFormat));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no format '${unknown}'. This version makes: ${reportFormats.join(', ')}.`);
  return [...new Set(formats)] as ReportFormat[];
}

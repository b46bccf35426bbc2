import type { Command } from 'commander';
import {
  type DeliveryWithName,
  type ErasedPerson,
  type ErasureRemainder,
  erasePerson,
  isUnfinished,
  openPlant,
} from '../../runtime/index.ts';
import type { Register } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';

interface EraseOptions {
  readonly person: string;
  readonly also: readonly string[];
  readonly dryRun?: boolean;
}

export function addHistoryErase(history: Command, register: Register): void {
  const command = history
    .command('erase')
    .description('forget a person: name behind the token, refused rows, copies of reports; facts keep the token')
    .requiredOption('--person <name>', 'as the source writes it')
    .option('--also <name>', 'another way it is written; may be given several times', collect, [])
    .option('--dry-run', 'say what would be done, and do nothing');
  register<EraseOptions>(command, async (context, { person, also, dryRun = false }) => {
    await using plant = await openPlant(openOptions(context));
    const erased = await erasePerson(plant, { person, also, isDryRun: dryRun, signal: context.world.signal });
    context.output.result({ ...erased, isUnfinished: isUnfinished(erased) }, () =>
      describeErased(erased, (at) => plant.plant.zone.format(at)),
    );
    return isUnfinished(erased) ? exitCodes.failed : exitCodes.done;
  });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function describeErased(erased: ErasedPerson, instant: (at: number) => string): readonly string[] {
  const { isDryRun, namedCount, refusals, reports, deliveryCount, remarkCount, sent, remains } = erased;
  const { blankedCount, drainedCount, damageCount } = refusals;
  const { reportCount, replacedCount, removed, strayCount } = reports;
  const isFound = namedCount + blankedCount + reportCount + remarkCount + strayCount > 0;
  return [
    isDryRun ? 'Nothing is erased: --dry-run only says what would be.' : `Erased on ${instant(erased.at)}.`,
    ...(isFound ? [] : ['Nothing of this name was found: it is erased already, or the source writes it otherwise.']),
    `names behind tokens: ${namedCount}`,
    `refused rows whose bytes were blanked: ${blankedCount}`,
    ...(drainedCount === 0 ? [] : [`readings and rows of the buffer brought into history before: ${drainedCount}`]),
    ...(damageCount === 0 ? [] : [`damaged parts of the buffer removed: ${damageCount}`]),
    ...(isDryRun ? ['what waits in the buffer is not looked into'] : []),
    `reports: ${reportCount}, of which files replaced by copies without the name: ${replacedCount}, removed: ${removed.length}`,
    ...removed.map((name) => `  removed ${name}`),
    ...(strayCount === 0 ? [] : [`files of the archive that belonged to no report, removed: ${strayCount}`]),
    `deliveries rewritten: ${deliveryCount}`,
    ...(remarkCount === 0 ? [] : [`remarks of others rewritten: ${remarkCount}`]),
    ...describeSent(sent, instant),
    ...(remains.length === 0 ? [] : ['What remains:', ...remains.map((one) => `  ${describeRemainder(one, instant)}`)]),
  ];
}

function describeSent(sent: readonly DeliveryWithName[], instant: (at: number) => string): readonly string[] {
  if (sent.length === 0) return ['No delivery carried the name out of the store.'];
  return [
    'These deliveries carried the name out of the store; delete what they left. They are not listed again:',
    ...sent.flatMap((one) => describeDelivery(one, instant)),
  ];
}

function describeDelivery(one: DeliveryWithName, instant: (at: number) => string): readonly string[] {
  const { date, kind, revision, audience, transport, status, settledAt, receipt, recipients, inBody, files } = one;
  const ended = settledAt === undefined ? status : `${status} ${instant(settledAt)}`;
  const where = [
    ...(receipt === undefined ? [] : [receipt]),
    ...(recipients.length === 0 ? [] : [`to ${recipients.join(', ')}`]),
  ];
  return [
    `  ${date} ${kind} for ${audience}, revision ${revision}, by ${transport}: ${[ended, ...where].join('; ')}`,
    ...[...(inBody ? ['the text of the mail'] : []), ...files].map((name) => `    ${name}`),
  ];
}

function describeRemainder(remainder: ErasureRemainder, instant: (at: number) => string): string {
  switch (remainder.kind) {
    case 'delivery-under-way':
      return `The report ${remainder.label} for ${remainder.audience} was being sent and is as it was. Erase again in a few minutes.`;
    case 'young-files':
      return `${remainder.count} files of the archive belong to no report yet, and it cannot be told whom they name. Erase again in an hour.`;
    case 'state-busy':
      return 'Another process reads the state file, so traces may be left in it. Erase again when no other command runs.';
    case 'backup-under-way':
      return 'A backup is being made of files of before. Erase again when it is done.';
    case 'backup-unreachable':
      return `The backups could not be told: ${remainder.reason} Erase again when they can be reached.`;
    case 'backup-points':
      return `${remainder.count} backups at ${remainder.location}, the newest of ${instant(remainder.newestAt)}, hold reports and refused rows as they were. Their map of names has forgotten the person. They go as the plant file's \`backup.keep\` says; after a restore of one, erase again.`;
    case 'set-aside':
      return `${remainder.path} was put aside by a restore. Delete it when it is not needed any more.`;
    case 'plant-file':
      return `The plant file names the person in \`aliases.operators\` of the source ${remainder.source}. Take it out.`;
  }
}

/** What a look over a plant's store has found, as an operator reads it. */
import type { PlantFinding, PlantVerification } from '../runtime/index.ts';

/** So many reports of one finding are named, and so many notes; `--json` has all. */
const listedMax = 10;

/**
 * @param rebuilt paths of what was taken out; undefined where nothing was asked for
 * @param instant as the plant's clocks say it
 */
export function describeVerification(
  { storeDir, findings, counts, stateFormatVersion, seed }: PlantVerification,
  rebuilt: readonly string[] | undefined,
  instant: (at: number) => string,
): string[] {
  const damages = findings.filter(({ severity }) => severity === 'damage');
  const notes = findings.filter(({ severity }) => severity === 'note');
  const { history } = counts;
  return [
    ...damages.flatMap((finding) => describeDamage(finding, rebuilt, instant)),
    ...notes.slice(0, listedMax).map(({ path, what }) => `note: ${path} ${what}`),
    ...(notes.length > listedMax ? [`and ${notes.length - listedMax} more notes; --json lists all`] : []),
    ...(history === undefined
      ? []
      : [
          `history: ${counted(history.entries, 'entry', 'entries')} and ${counted(history.checkpoints, 'checkpoint')} of the manifest, ${counted(history.files, 'file')} with ${history.rows} rows (${(history.bytes / 1e6).toFixed(1)} MB)`,
          history.rollupSlots === 0
            ? 'rollups: none was worked out anew'
            : `rollups: ${counted(history.rollupSlots, 'time')} worked out anew of their readings (--seed ${seed} chooses the same)`,
        ]),
    `state: ${stateFormatVersion === undefined ? 'none' : `format ${stateFormatVersion}, ${counted(counts.reports, 'recorded report')}`}; archive: ${counted(counts.archiveFiles, 'file')}; buffer: ${counted(counts.bufferFiles, 'file')}; kept for later: ${counted(counts.derivedFiles, 'file')}`,
    conclusion(storeDir, damages, rebuilt),
  ];
}

function describeDamage(
  finding: PlantFinding,
  rebuilt: readonly string[] | undefined,
  instant: (at: number) => string,
): string[] {
  const { path, what, reports } = finding;
  const touched = describeTouched(finding, instant);
  return [
    `damaged: ${path} ${what}`,
    ...(touched === undefined ? [] : [`  holds ${touched}`]),
    ...reports
      .slice(0, listedMax)
      .map(({ label, audience, revision }) => `  report ${label} for ${audience}, revision ${revision}, stands on it`),
    ...(reports.length > listedMax ? [`  and ${reports.length - listedMax} more reports; --json lists all`] : []),
    `  ${rebuilt?.includes(path) === true ? rebuiltText(finding) : remedyText(finding)}`,
  ];
}

function describeTouched({ touches }: PlantFinding, instant: (at: number) => string): string | undefined {
  if (touches === undefined) return undefined;
  const { what, window, places } = touches;
  const subject = 'level' in what ? `rollups by ${what.level}` : (nouns[what.kind] as string);
  const where = placesText(places);
  const when = window === undefined ? 'of no known time' : `from ${instant(window.fromAt)} to ${instant(window.toAt)}`;
  return `${subject}${where} ${when}`;
}

function placesText(places: NonNullable<PlantFinding['touches']>['places']): string {
  switch (places.kind) {
    case 'any':
      return '';
    case 'some':
      return ` of ${listed(places.places)}`;
    case 'between':
      // A file whose words are an enumeration says the empty one too.
      if (places.first === '') return ` of names up to ${places.last}`;
      return places.first === places.last ? ` of ${places.first}` : ` of ${places.first} to ${places.last}`;
  }
}

const nouns: Readonly<Record<string, string>> = {
  production: 'production reports',
  equipmentState: 'states of equipment',
  reading: 'readings',
  gap: 'gaps of sources',
  refusal: 'refused rows',
};

function listed(places: readonly string[]): string {
  const some = places.slice(0, listedMax).join(', ');
  return places.length > listedMax ? `${some} and ${places.length - listedMax} more` : some;
}

function remedyText({ remedy, part }: PlantFinding): string {
  switch (remedy) {
    case 'rebuild':
      return part === 'rollup'
        ? 'can be made again of its readings: run this again with --rebuild'
        : 'can be made again of what is whole: run this again with --rebuild';
    case 'restore':
      return 'cannot be made again: restore it from a backup (gemba history restore)';
    case 'itself':
      return 'nothing need be done: the next process that writes puts it right';
    case 'none':
      return 'nothing can be told of it by this gemba: use the one that wrote it, or a newer one';
  }
}

function rebuiltText({ part }: PlantFinding): string {
  if (part === 'rollup') return 'taken out: gemba run or gemba history compact rolls its time up anew';
  if (part === 'derived') return 'removed: it is worked out again when it is next needed';
  return 'removed: others make up for it';
}

function conclusion(
  storeDir: string,
  damages: readonly PlantFinding[],
  rebuilt: readonly string[] | undefined,
): string {
  if (damages.length === 0) return `whole: nothing in ${storeDir} is damaged`;
  const left = damages.filter(({ path }) => rebuilt?.includes(path) !== true);
  if (left.length === 0) return `mended: what was damaged in ${storeDir} is taken out and made again`;
  const lost = left.filter(({ remedy }) => remedy === 'restore').length;
  const how = lost === 0 ? 'all of it can be made again' : `${lost} of them only a backup has`;
  return `damaged: ${counted(left.length, 'finding')} in ${storeDir}; ${how}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

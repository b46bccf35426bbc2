/** A plan of retention, for who decides how long things are kept. */
import { bytesText, diskText } from '../disk/disk-text.ts';
import { growthDaysMax } from '../disk/growth.ts';
import type { PlannedPart, RetentionPlan } from './plan.ts';
import { dayText, expiringText, whatText } from './texts.ts';

const headlines = {
  'plant-file': 'What this plant keeps, as its plant file says:',
  none: 'The plant file has no `retention`: everything is kept for ever.',
  usual: 'What the usual policy would keep; it is not in the plant file:',
} as const;

/**
 * The plan as lines of text: what is kept, what goes, what follows, and how long the disk lasts with it.
 *
 * @param instant an instant as the plant writes it
 */
export function planLines(plan: RetentionPlan, instant: (at: number) => string): readonly string[] {
  return [
    headlines[plan.policy],
    '',
    ...tableOf(plan),
    '',
    growthLine(plan),
    ...removalLines(plan, instant),
    `Disk: ${diskText(plan.disk)}.`,
    ...plan.notes,
    ...plan.problems.map((problem) => `It does not go with this plant file: ${problem}`),
  ];
}

function tableOf({ parts, auditKept }: RetentionPlan): readonly string[] {
  const header = ['', 'kept', 'takes now', 'a year brings', 'at its full length'];
  const rows = [
    ...parts.filter(isShown).map((part) => [whatText(part.what), keptText(part.kept), ...sizesOf(part)]),
    ['deliveries, runs, audit notes', keptText(auditKept), '', '', ''],
    ['records of reports', keptText('forever'), '', '', ''],
    ['together', '', ...sizesOf(totalOf(parts))],
  ];
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  // Words to the left, sizes to the right.
  return all.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function keptText(kept: string): string {
  return kept === 'forever' ? 'for ever' : kept;
}

/** What there is none of, and never was, is of no interest. */
function isShown({ rowCount, byteLength, what }: PlannedPart): boolean {
  return rowCount > 0 || byteLength > 0 || ('kind' in what && what.kind === 'reading');
}

function sizesOf({ byteLength, bytesPerYear, fullByteLength, kept }: Omit<PlannedPart, 'what'>): readonly string[] {
  const full = fullByteLength !== undefined ? bytesText(fullByteLength) : kept === 'forever' ? 'grows' : 'not known';
  return [bytesText(byteLength), bytesPerYear === undefined ? 'not known' : bytesText(bytesPerYear), full];
}

function totalOf(parts: readonly PlannedPart[]): Omit<PlannedPart, 'what'> {
  const sumOf = (pick: (part: PlannedPart) => number | undefined): number | undefined => {
    const values = parts.filter(isShown).map(pick);
    return values.every((value) => value !== undefined) ? values.reduce((sum, value) => sum + value, 0) : undefined;
  };
  const kept = parts.some((part) => isShown(part) && part.kept === 'forever') ? 'forever' : '';
  return {
    kept,
    byteLength: sumOf(({ byteLength }) => byteLength) ?? 0,
    rowCount: sumOf(({ rowCount }) => rowCount) ?? 0,
    bytesPerYear: sumOf(({ bytesPerYear }) => bytesPerYear),
    fullByteLength: kept === 'forever' ? undefined : sumOf(({ fullByteLength }) => fullByteLength),
  };
}

function growthLine({ parts }: RetentionPlan): string {
  const hasGroups = parts.some(({ what }) => 'kind' in what && what.tagGroup !== undefined);
  const isKnown = parts.some(({ bytesPerYear }) => bytesPerYear !== undefined);
  return isKnown
    ? `Years are those of the growth of the last ${growthDaysMax} days.${hasGroups ? ' Sizes of groups of tags are about: by their share of the readings of the last week.' : ''}`
    : 'There are facts of too few days to tell how fast it grows; three whole days are enough.';
}

function removalLines({ policy, removesNow, removesNextAt }: RetentionPlan, instant: (at: number) => string): string[] {
  if (policy === 'none')
    return ['Nothing is ever removed. `gemba history plan --policy usual` shows the usual policy.'];
  const now =
    removesNow.length === 0
      ? ['Nothing is old enough to go now.']
      : [
          'To go now, for good, about:',
          ...removesNow.map((one) => `  ${expiringText(one)}, from ${dayText(one.extent.fromAt)} on`),
        ];
  if (removesNextAt === undefined)
    return [...now, 'Nothing was removed. It would go once the policy is in the plant file, as `retention`.'];
  return [
    ...now,
    `Nothing was removed by this. It goes next from ${instant(removesNextAt)} on: \`gemba run\` removes once a day, \`gemba ingest\` at its end, \`gemba history compact\` at once.`,
  ];
}

/** Loading as every command that needs facts does it: with progress, and with what is worth saying afterwards. */
import { type Account, GembaError } from '../model/index.ts';
import { type LoadOptions, type LoadSummary, loadSources, type OpenPlant } from '../runtime/index.ts';
import type { CommandContext } from './command.ts';

/** Loads all sources, or those given, and says what came of it. */
export async function loadAndTell(
  plant: OpenPlant,
  { output, world }: CommandContext,
  options: Pick<LoadOptions, 'sources'> = {},
): Promise<readonly LoadSummary[]> {
  const summaries = await loadSources(plant, {
    ...options,
    signal: world.signal,
    onProgress: ({ source, account }) => output.progress(`loading ${source}: ${account.received} rows`),
  });
  for (const summary of summaries) for (const line of describeLoad(summary)) output.note(line);
  return summaries;
}

/**
 * Loads what is new where this process gets the lease; else says who has it, and the last commit is read.
 *
 * @returns undefined where another process writes
 */
export async function loadIfFree(
  plant: OpenPlant,
  context: CommandContext,
): Promise<readonly LoadSummary[] | undefined> {
  try {
    return await loadAndTell(plant, context);
  } catch (error) {
    if (!(error instanceof GembaError) || error.code !== 'lease-held') throw error;
    context.output.note(`Nothing new was loaded: ${error.message} The report reads the last commit.`);
    return undefined;
  }
}

function describeLoad({ source, account, adjustmentCount, adjustments }: LoadSummary): string[] {
  if (account.received === 0) return [`${source}: nothing new.`];
  const lines = [`${source}: ${accountText(account)}`];
  if (adjustmentCount > 0) {
    const [first] = adjustments;
    const example =
      first === undefined
        ? ''
        : `, such as ${first.file}:${first.line} ${first.field} ${first.received} → ${first.takenAs}`;
    lines.push(
      `${source}: ${adjustmentCount} values were read otherwise than written (${listCodes(adjustments)})${example}`,
    );
  }
  if (account.refused > 0)
    lines.push(
      `${source}: ${account.refused} rows are in quarantine. See \`gemba quarantine list\`; after a fix, \`gemba quarantine replay\`.`,
    );
  return lines;
}

export function accountText(account: Account): string {
  const parts = [
    `${account.received} received`,
    `${account.stored} stored`,
    ...(account.superseding > 0 ? [`(${account.superseding} of them corrections)`] : []),
    `${account.duplicate} duplicate`,
    `${account.refused} refused`,
    ...(account.filtered > 0 ? [`${account.filtered} filtered`] : []),
    ...(account.expired > 0 ? [`${account.expired} expired`] : []),
    ...(account.lost > 0 ? [`${account.lost} lost`] : []),
  ];
  return parts.join(', ').replace(', (', ' (');
}

function listCodes(adjustments: LoadSummary['adjustments']): string {
  return [...new Set(adjustments.map(({ code }) => code))].join(', ');
}

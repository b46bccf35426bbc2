/**
 * The child process in which DuckDB writes: a crash of native code ends it, not the process that collects facts. It
 * keeps nothing between requests, so that another child can be given the same request again.
 */
import { compactSegments } from './compaction.ts';
import { type OpenDuckDB, openDuckDB } from './duckdb.ts';
import type { ChildReply, ChildRequest, FromChild, ToChild } from './messages.ts';
import { writeSegments } from './segment-writer.ts';

let opened: Promise<OpenDuckDB> | undefined;

// A request is begun though one before it is still written: they are of different names.
process.on('message', handle);
// Without its parent nobody will commit what it writes.
process.on('disconnect', () => process.exit(0));

async function handle(message: ToChild): Promise<void> {
  if (message.type === 'open') {
    opened = openDuckDB(message.limits);
    await opened;
    send({ type: 'ready' });
    return;
  }
  const { id, request } = message;
  try {
    if (opened === undefined) throw new Error('A request came before the child was opened.');
    send({ type: 'reply', id, reply: await answer(await opened, request) });
  } catch (error) {
    send({ type: 'failure', id, ...describe(error) });
  }
}

async function answer(duckdb: OpenDuckDB, request: ChildRequest): Promise<ChildReply> {
  if (request.type === 'write') return await writeSegments(duckdb, request);
  if (request.type === 'compact') return await compactSegments(duckdb, request);
  // A process that writes what comes mostly needs none of these.
  if (request.type === 'trim') {
    const { trimSegments } = await import('./retention/trim.ts');
    return await trimSegments(duckdb, request);
  }
  if (request.type === 'blank') {
    const { blankRefusals } = await import('./retention/blank.ts');
    return await blankRefusals(duckdb, request);
  }
  const { rollUp } = await import('./rollups/roll-up.ts');
  return await rollUp(duckdb, request);
}

function describe(error: unknown): { message: string; code?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, ...(code === undefined ? {} : { code }) };
}

function send(message: FromChild): void {
  // A parent that is gone hears nothing, and `disconnect` ends this process.
  process.send?.(message, () => {});
}

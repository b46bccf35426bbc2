/** Prints whether DuckDB is loaded after importing gemba/history, and after the first read. */
import { Module } from 'node:module';
import { openEmbeddedHistory } from '../../../src/history/index.ts';

const isLoaded = (): boolean =>
  Object.keys((Module as unknown as { _cache: object })._cache).some((path) => path.includes('duckdb'));
const [dir = ''] = process.argv.slice(2);
await using history = await openEmbeddedHistory({ dir });
const snapshot = await history.snapshot();
const before = isLoaded();
await snapshot.read({ kind: 'production' });
process.stdout.write(`${before} ${isLoaded()}`);

/** Migrates a state file; ends itself by SIGKILL behind the nth migration that is due, before the transaction ends. */
import { openDatabase } from '../../../src/state/database.ts';
import { migrate } from '../../../src/state/migrate.ts';
import { migrations } from '../../../src/state/migrations/index.ts';

const [file = '', step = '1'] = process.argv.slice(2);

function* dying(due: readonly string[]): Generator<string> {
  for (const [i, migration] of due.entries()) {
    yield migration;
    if (i + 1 === Number(step)) process.kill(process.pid, 'SIGKILL');
  }
}

const list = [...migrations];
list.slice = (from) => dying(migrations.slice(from)) as unknown as string[];
migrate(openDatabase(file, 1_000), list);

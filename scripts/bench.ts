/** `npm run bench -- <name> [--quick]`: runs `bench/<name>.ts`; without a name, lists them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../bench');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const [name, ...options] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`usage: npm run bench -- <name> [--quick]\nbenches: ${names.join(', ')}`);
  process.exit(2);
}
const { status } = spawnSync(process.execPath, ['--expose-gc', join(folder, `${name}.ts`), ...options], {
  stdio: 'inherit',
});
process.exit(status ?? 1);

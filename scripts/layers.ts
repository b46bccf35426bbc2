/**
 * Holds the imports of `src/` to the layers of `.dependency-cruiser.mjs`. Its parser does not know `using` declarations
 * yet, so it is shown a copy in which they are `const`: imports, type-only ones too, are the same.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const sources = process.argv[2] ?? join(root, 'src');
const folder = mkdtempSync(join(tmpdir(), 'gemba-layers-'));
try {
  cpSync(sources, join(folder, 'src'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
    cpSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  for (const name of readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const path = join(folder, 'src', name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^(\s*)(?:await )?using (?=\w+ =)/gm, '$1const '));
  }
  const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  execFileSync(process.execPath, [command, 'src', '--config', '.dependency-cruiser.mjs'], {
    cwd: folder,
    stdio: 'inherit',
  });
} catch {
  // The command has said what it found.
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The pages for who looks after a plant: one screen, of commands that there are and texts that are said. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gemba } from '../support/demo-plant.ts';

const root = join(import.meta.dirname, '../..');
const pages = ['look-after-it.md', 'upgrade.md'] as const;
const textOf = (page: string): string => readFileSync(join(root, 'docs/operations', page), 'utf8');

test('the page of what to look after is one screen', () => {
  expect(textOf('look-after-it.md').trimEnd().split('\n').length).toBeLessThanOrEqual(45);
});

test.each(pages)('every command that %s names is one, with the options it names', async (page) => {
  const commands = [...textOf(page).matchAll(/`gemba ([a-z][^`]*)`/g)].map(([, words]) => (words as string).split(' '));
  expect(commands.length).toBeGreaterThan(5);
  const helps = new Map<string, string>();
  for (const words of commands) {
    const names = words.filter((word) => /^[a-z]+$/.test(word)).slice(0, words[0] === 'history' ? 2 : 1);
    const key = names.join(' ');
    if (!helps.has(key)) {
      const { code, stdout } = await gemba([...names, '--help']);
      expect(code, key).toBe(0);
      expect(stdout, key).toContain(`Usage: gemba ${key}`);
      helps.set(key, stdout);
    }
    for (const option of words.filter((word) => word.startsWith('--'))) expect(helps.get(key)).toContain(option);
  }
});

test('every alarm it explains is a text of the sources', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
    .join('\n');
  const rows = textOf('look-after-it.md').split('## What an alarm means')[1]?.split('## ')[0] ?? '';
  const said = [...rows.matchAll(/^\| `\[?([^`\]]+)\]?` \|/gm)].map(([, text]) => text as string);
  expect(said.length).toBeGreaterThan(6);
  for (const text of said)
    for (const part of text.split(' … ')) expect(sources).toContain(part.replace('history is read-only', 'read-only'));
});

test.each(pages)('every page that %s links to is there', (page) => {
  for (const [, path] of textOf(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
    expect(statSync(join(root, 'docs/operations', path as string)).isFile(), path).toBe(true);
});

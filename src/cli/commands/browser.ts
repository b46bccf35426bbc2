import type { Command } from 'commander';
import { installBrowser } from '../../reports/index.ts';
import type { Register } from '../command.ts';

export function addBrowser(program: Command, register: Register): void {
  const browser = program.command('browser').description('the browser that makes PDFs');
  const command = browser.command('install').description('install one where the machine has none');
  register(command, async ({ output, world }) => {
    const installed = await installBrowser({
      env: world.env,
      signal: world.signal,
      onProgress: (line) => output.progress(line),
    });
    output.result(installed, () => [`${installed.executablePath}`]);
    return undefined;
  });
}

/** Results as they come, no faster than whoever reads them takes them. */
import { once } from 'node:events';

/** Resolves once there is room for more. */
export async function writeOut(stdout: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stdout.write(text)) await once(stdout, 'drain');
}

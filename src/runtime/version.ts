import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** gemba's own version, as in package.json: src/ and dist/ lie equally deep in the package. */
export const softwareVersion: string = manifest.version;

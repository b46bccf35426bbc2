/** Texts of a config that may be kept out of the plant file: secrets, certificates, keys. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { GembaError } from '../../model/index.ts';
import type { SourceContext } from '../context.ts';

/** Stands in the plant file instead of the secret: the name of the environment variable that holds it. */
export interface EnvSecret {
  readonly env: string;
}

export const envSecretSchema: z.ZodType<EnvSecret> = z.strictObject({
  env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a name of an environment variable, such as MQTT_PASSWORD')
    .describe('Name of the environment variable'),
});

/**
 * The secret's text.
 *
 * @throws GembaError `secret-missing` where the variable is not set or empty
 * @example readEnvSecret({ env: 'MQTT_PASSWORD' }, process.env)
 */
export function readEnvSecret({ env: name }: EnvSecret, env: SourceContext['env']): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new GembaError(
    'secret-missing',
    `The environment variable ${name} is not set. Set it, or take what names it out of the plant file.`,
    { details: { name } },
  );
}

/**
 * A PEM text: of a file, its path relative to the plant file, or of an environment variable. Read at each connecting,
 * so that a renewed certificate is taken without a restart.
 *
 * @throws GembaError `secret-missing`; the file system's error where the file cannot be read
 */
export function readPem(from: string | EnvSecret, { baseDir, env }: SourceContext): Promise<string> {
  if (typeof from === 'string') return readFile(resolve(baseDir, from), 'utf8');
  // Written on one line in some environments, with \n for its line ends.
  return Promise.resolve(readEnvSecret(from, env).replaceAll('\\n', '\n'));
}

import { z } from 'zod';
import { GembaError } from '../model/index.ts';

/** A secret stands in the plant file only as the name of an environment variable: `{ env: 'SMTP_PASSWORD' }`. */
export interface Secret {
  readonly env: string;
}

export const secretSchema: z.ZodType<Secret> = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not a name of an environment variable, such as SMTP_PASSWORD')
      .describe('Name of the environment variable that holds the secret.'),
  })
  .describe('A secret, by the environment variable that holds it.');

/**
 * The secret's text. Throws `secret-missing`, naming the variable, where it is not set or empty.
 *
 * @example readSecret({ env: 'SMTP_PASSWORD' }, process.env)
 */
export function readSecret(secret: Secret, env: Readonly<Record<string, string | undefined>>): string {
  const value = env[secret.env];
  if (value !== undefined && value !== '') return value;
  throw new GembaError(
    'secret-missing',
    `The environment variable ${secret.env} is not set. Set it, or take what names it out of the plant file.`,
    { details: { name: secret.env } },
  );
}

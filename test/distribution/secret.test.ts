import { readSecret, secretSchema } from 'gemba/distribution';
import { expect, test } from 'vitest';

test('a secret is read from the variable it names', () => {
  expect(readSecret({ env: 'KEY' }, { KEY: 'value' })).toBe('value');
});

test('a variable that is missing or empty throws `secret-missing` and names it', () => {
  for (const env of [{}, { KEY: '' }, { KEY: undefined }]) {
    expect(() => readSecret({ env: 'KEY' }, env)).toThrow(
      expect.objectContaining({
        code: 'secret-missing',
        message: expect.stringContaining('KEY is not set'),
        details: { name: 'KEY' },
      }),
    );
  }
});

test('only the name of a variable is taken, never the secret itself', () => {
  expect(secretSchema.safeParse({ env: 'SMTP_PASSWORD' }).success).toBe(true);
  for (const given of ['hunter2', { env: 'hunter 2' }, { env: '' }, { env: 'A', value: 'hunter2' }]) {
    expect(secretSchema.safeParse(given).success).toBe(false);
  }
});

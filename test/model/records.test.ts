import { addAccounts, bounded, emptyAccount, errorCodes, exactly, GembaError, unknown, writeKnown } from 'gemba/model';
import { describe, expect, test } from 'vitest';

describe('a figure', () => {
  test('is written with its bounds, or with the reason why it is unknown', () => {
    expect(writeKnown(bounded(0.71, 0.69, 0.74))).toEqual({ value: 0.71, low: 0.69, high: 0.74 });
    expect(writeKnown(exactly(3))).toEqual({ value: 3, low: 3, high: 3 });
    expect(writeKnown(unknown('no-planned-time'))).toEqual({ unknown: 'no-planned-time' });
  });
});

describe('accounts', () => {
  test('add up in every field', () => {
    const a = { received: 9, stored: 3, duplicate: 1, refused: 1, filtered: 2, expired: 1, lost: 1, superseding: 2 };
    expect(addAccounts(a, emptyAccount)).toEqual(a);
    expect(addAccounts(a, a)).toEqual({
      received: 18,
      stored: 6,
      duplicate: 2,
      refused: 2,
      filtered: 4,
      expired: 2,
      lost: 2,
      superseding: 4,
    });
  });
});

describe('an error', () => {
  test('has a code, its details and its cause', () => {
    const cause = new Error('below');
    const error = new GembaError('secret-missing', 'SMTP_PASSWORD is not set.', {
      cause,
      details: { name: 'SMTP_PASSWORD' },
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('GembaError');
    expect(error).toMatchObject({ code: 'secret-missing', cause, details: { name: 'SMTP_PASSWORD' } });
    expect('cause' in new GembaError('usage', 'x')).toBe(false);
    expect(new GembaError('usage', 'x').details).toEqual({});
  });

  test('codes are told apart', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });
});

import { findPieceValue } from 'gemba/model';
import { expect, test } from 'vitest';

const rates = { currency: 'EUR', machineHour: 65, pieceValues: { cup: 12.5, lid: 0 } };

test('a lost piece costs what the plant file says of its product, and nothing is known of any other', () => {
  expect(findPieceValue(rates, 'cup')).toBe(12.5);
  expect(findPieceValue(rates, 'lid')).toBe(0);
  expect(findPieceValue(rates, 'pot')).toBeUndefined();
  expect(findPieceValue(rates, 'toString')).toBeUndefined();
});

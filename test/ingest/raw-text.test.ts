import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromRawText, toRawText } from '../../src/ingest/raw-text.ts';

describe('raw text', () => {
  it('gives any bytes back exactly', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom('\\', '\\x', '\\x41', 'x5C', 'é', '漢', '\0').map((text) => new Uint8Array(Buffer.from(text))),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = Buffer.concat(pieces);
        expect(fromRawText(toRawText(bytes)).equals(bytes)).toBe(true);
      }),
    );
  });

  it('keeps what is UTF-8 readable and writes the rest as \\xNN', () => {
    expect(toRawText(Buffer.from('M\u00fcller,1', 'latin1'))).toBe('M\\xFCller,1');
    expect(toRawText(Buffer.from('Müller'))).toBe('Müller');
    expect(toRawText(Buffer.from('a\0b'))).toBe('a\\x00b');
  });
});

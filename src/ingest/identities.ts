/**
 * Identity and content of facts. The content is a keyed hash of the mapped fields. Without a key of the source's own the
 * identity is another part of the same hash (the halves of an HMAC are as good as two), or, where the same row came
 * before in this file, a hash of that and its ordinal.
 */
import { GembaError } from '../model/index.ts';
import { digestWord, KeyedHash, writeDigest } from './keyed-hash.ts';
import { OrdinalTable } from './ordinal-table.ts';

/** Different rows of one file whose ordinals are held in memory, about 11 bytes each. */
export const distinctRowsMax = 40_000_000;
const formatVersion = 'gemba identity 1';

export class Identities {
  readonly hash: KeyedHash;
  readonly #ordinals: OrdinalTable = new OrdinalTable();
  readonly #source: string;
  readonly #distinctMax: number;

  constructor(key: Uint8Array, source: string, distinctMax: number = distinctRowsMax) {
    this.hash = new KeyedHash(key);
    this.#source = source;
    this.#distinctMax = distinctMax;
  }

  /** Forgets the rows of the file before: ordinals count within one delivery. */
  startFile(): void {
    this.#ordinals.clear();
  }

  /** The parts every message begins with; `purpose` keeps messages of different meaning apart. */
  prefixOf(purpose: string): Buffer {
    return Buffer.from(
      [formatVersion, this.#source, purpose].map((part) => `${Buffer.byteLength(part)}:${part}`).join(''),
    );
  }

  begin(prefix: Buffer): void {
    this.hash.begin();
    this.hash.addBytes(prefix, 0, prefix.length);
  }

  /** Writes identity (with its ordinal) and content of the message; row `at` of the two. */
  write(identity: Uint8Array, content: Uint8Array, at: number): void {
    const digest = this.hash.digest();
    writeDigest(digest, 0, content, at * 16);
    this.#writeOrdinal(digest, identity, at);
  }

  /** Writes only the content. */
  writeContent(content: Uint8Array, at: number): void {
    writeDigest(this.hash.digest(), 0, content, at * 16);
  }

  /** Writes the message as the identity, as it is: for the source's own key. */
  writeKey(identity: Uint8Array, at: number): void {
    writeDigest(this.hash.digest(), 16, identity, at * 16);
  }

  /** Writes the message with its ordinal as the identity. */
  writeIdentity(identity: Uint8Array, at: number): void {
    this.#writeOrdinal(this.hash.digest(), identity, at);
  }

  #writeOrdinal(digest: string, identity: Uint8Array, at: number): void {
    const ordinal = this.#ordinals.next(digestWord(digest, 16), digestWord(digest, 20));
    if (this.#ordinals.size > this.#distinctMax)
      throw new GembaError(
        'data-file-unreadable',
        `A file of ${this.#source} has more than ${this.#distinctMax} different rows, whose copies could not be told apart in bounded memory. Split the file, or name a \`key\` in the mapping.`,
        { details: { source: this.#source, distinctRowsMax: this.#distinctMax } },
      );
    writeDigest(digest, 16, identity, at * 16);
    if (ordinal === 0) return;
    this.begin(this.prefixOf('ordinal'));
    this.hash.addBytes(identity, at * 16, at * 16 + 16);
    this.hash.addNumber(ordinal);
    writeDigest(this.hash.digest(), 16, identity, at * 16);
  }
}

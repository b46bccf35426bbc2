/** What goes with records that are dropped: readings by source and tag, and what it does to each source's account. */
import type { Account, FactTable } from '../../model/index.ts';
import { textAt } from '../../model/index.ts';
import type { BufferedBatch, BufferLoss } from './fact-buffer.ts';

type TagLoss = BufferLoss['tags'][number];
type LossAccount = Pick<Account, 'received' | 'refused' | 'filtered' | 'expired' | 'lost'>;

export class LossTally {
  private readonly tags = new Map<string, TagLoss>();
  private readonly accounts = new Map<string, LossAccount>();

  add({ source, account, facts }: BufferedBatch): void {
    const { received, refused, filtered, expired, lost } = account;
    const sum = this.accounts.get(source);
    const stored = received - refused - filtered - expired - lost;
    this.accounts.set(source, {
      received: received + (sum?.received ?? 0),
      refused: refused + (sum?.refused ?? 0),
      filtered: filtered + (sum?.filtered ?? 0),
      expired: expired + (sum?.expired ?? 0),
      // All that would have been stored.
      lost: lost + stored + (sum?.lost ?? 0),
    });
    for (const table of facts) if (table.kind === 'reading') this.addReadings(source, table);
  }

  private addReadings(source: string, { length, columns: { tag, at } }: FactTable<'reading'>): void {
    for (let i = 0; i < length; i++) {
      const name = textAt(tag, i);
      const instant = at[i] as number;
      const key = `${source}\0${name}`;
      const sum = this.tags.get(key) ?? { source, tag: name, count: 0, fromAt: instant, toAt: instant };
      const fromAt = Math.min(sum.fromAt, instant);
      const toAt = Math.max(sum.toAt, instant);
      this.tags.set(key, { source, tag: name, count: sum.count + 1, fromAt, toAt });
    }
  }

  build(fromNumber: number, toNumber: number): BufferLoss {
    return { fromNumber, toNumber, tags: [...this.tags.values()], accounts: this.accounts };
  }
}

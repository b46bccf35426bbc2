/**
 * The outbox. Invariants: a row has at most one claim that counts; what is delivered stays delivered; every claim is
 * an attempt with its end; nothing leaves the table but by `pruneState`.
 */
import { createHash } from 'node:crypto';
import type { Delivery } from '../model/index.ts';
import type { Database } from './database.ts';
import { readAttempt, readDelivery } from './delivery-columns.ts';
import type {
  ClaimedDelivery,
  DeliveryClaim,
  DeliveryRecord,
  DeliverySettlement,
  DeliveryStatus,
  EnqueueOutcome,
  RetryOutcome,
  SettleOutcome,
} from './delivery-record.ts';
import type { DeliveryTable } from './schema.ts';

export interface ClaimOptions {
  /** At most so many, 1 to 1,000. */
  readonly limit: number;
  /** How long the claim lasts; afterwards the row is anyone's again. */
  readonly leaseMs: number;
  readonly nowMs: number;
  /** Only what was due by then; default `nowMs`. A drain gives its start, so that it tries each delivery once. */
  readonly dueByMs?: number;
  /** Who claims, such as `host:pid`; shown to people. */
  readonly claimer: string;
  /** Whether a claimer is known to be gone, so that its rows need not wait for their lease; default: never known. */
  readonly isGone?: (claimer: string) => boolean;
}

export interface ListDeliveriesOptions {
  /** Default: every status. */
  readonly status?: DeliveryStatus | readonly DeliveryStatus[];
  /** Newest first, at most so many; default 1,000. */
  readonly limit?: number;
}

export interface DeliveryOutbox {
  /** Adds what is not there yet, all or none; the same id twice is one delivery. Outcomes are in the order given. */
  enqueue(deliveries: readonly Delivery[]): Promise<readonly EnqueueOutcome[]>;
  /** Claims due rows, and rows whose claimer is gone or let its lease end. No two processes get a row while its claim lasts. */
  claim(options: ClaimOptions): Promise<readonly ClaimedDelivery[]>;
  /** Notes what became of a claim. `delivered` always counts: it is true whoever noted it first. */
  settle(claim: DeliveryClaim, settlement: DeliverySettlement, nowMs: number): Promise<SettleOutcome>;
  list(options?: ListDeliveriesOptions): Promise<readonly DeliveryRecord[]>;
  find(id: string): Promise<DeliveryRecord | undefined>;
  count(): Promise<Readonly<Record<DeliveryStatus, number>>>;
  /** Makes rejected and retrying deliveries due now, with all their attempts again. `all`: each such one. */
  retry(ids: readonly string[] | 'all'): Promise<ReadonlyMap<string, RetryOutcome>>;
}

export function createDeliveryOutbox(database: Database, clock: () => number): DeliveryOutbox {
  const { sql } = database;

  const enqueueOne = (delivery: Delivery, nowMs: number): EnqueueOutcome => {
    const payload = JSON.stringify(delivery);
    const payloadSha256 = createHash('sha256').update(payload).digest('hex');
    const known = database.first(sql.selectFrom('delivery').select('payloadSha256').where('id', '=', delivery.id));
    if (known !== undefined) return known.payloadSha256 === payloadSha256 ? 'known' : 'differs';
    database.run(
      sql.insertInto('delivery').values({
        id: delivery.id,
        transport: delivery.transport,
        payload,
        payloadSha256,
        status: 'pending',
        enqueuedAt: nowMs,
        nextAttemptAt: nowMs,
        claimer: null,
        claimNumber: 0,
        leaseUntil: null,
        forgivenCount: 0,
        settledAt: null,
        reason: null,
        receipt: null,
      }),
    );
    return 'added';
  };

  const claimOne = (
    row: Pick<DeliveryTable, 'id' | 'payload' | 'status' | 'claimNumber' | 'forgivenCount'>,
    options: ClaimOptions,
  ): ClaimedDelivery => {
    const { claimer, leaseMs, nowMs } = options;
    if (row.status === 'claimed') {
      const detail = 'Its claimer is gone, or let its lease end, without a word.';
      database.run(
        sql
          .updateTable('attempt')
          .set({ endedAt: nowMs, outcome: 'abandoned', detail })
          .where('deliveryId', '=', row.id)
          .where('number', '=', row.claimNumber),
      );
    }
    const number = row.claimNumber + 1;
    const leaseUntil = nowMs + leaseMs;
    database.run(
      sql
        .updateTable('delivery')
        .set({ status: 'claimed', claimer, claimNumber: number, leaseUntil })
        .where('id', '=', row.id),
    );
    const attempt = { deliveryId: row.id, number, claimer, startedAt: nowMs };
    database.run(
      sql.insertInto('attempt').values({ ...attempt, endedAt: null, outcome: null, detail: null, served: null }),
    );
    return {
      claim: { id: row.id, number },
      delivery: readDelivery(row.payload),
      attempt: number - row.forgivenCount,
      served: servedBy(row.id),
      leaseUntil,
    };
  };

  const goneClaimers = ({ isGone = () => false }: ClaimOptions): readonly string[] => {
    const claimers = sql.selectFrom('delivery').select('claimer').distinct().where('status', '=', 'claimed');
    return database.all(claimers).flatMap(({ claimer }) => (claimer !== null && isGone(claimer) ? [claimer] : []));
  };

  const servedBy = (id: string): readonly string[] => {
    const rows = database.all(
      sql.selectFrom('attempt').select('served').where('deliveryId', '=', id).where('served', 'is not', null),
    );
    return [...new Set(rows.flatMap((row) => JSON.parse(row.served ?? '[]') as string[]))];
  };

  const settleNow = (claim: DeliveryClaim, settlement: DeliverySettlement, nowMs: number): SettleOutcome => {
    const row = database.first(
      sql.selectFrom('delivery').select(['status', 'claimNumber', 'forgivenCount']).where('id', '=', claim.id),
    );
    if (row === undefined) return 'superseded';
    const detail = settlement.kind === 'delivered' ? settlement.receipt : settlement.reason;
    const served = settlement.kind === 'retry' && settlement.served?.length ? JSON.stringify(settlement.served) : null;
    database.run(
      sql
        .updateTable('attempt')
        .set({ endedAt: nowMs, outcome: settlement.kind, detail, served })
        .where('deliveryId', '=', claim.id)
        .where('number', '=', claim.number),
    );
    const current = row.status === 'claimed' && row.claimNumber === claim.number;
    if (!current && (settlement.kind !== 'delivered' || row.status === 'delivered')) return 'superseded';
    database.run(
      sql
        .updateTable('delivery')
        .set({ claimer: null, leaseUntil: null, ...settledColumns(settlement, row.forgivenCount, nowMs) })
        .where('id', '=', claim.id),
    );
    return 'settled';
  };

  const list = (options: ListDeliveriesOptions, id?: string): readonly DeliveryRecord[] => {
    let query = sql
      .selectFrom('delivery')
      .selectAll()
      .orderBy('sequence', 'desc')
      .limit(options.limit ?? 1_000);
    if (options.status !== undefined) query = query.where('status', 'in', [options.status].flat());
    if (id !== undefined) query = query.where('id', '=', id);
    return database.all(query).map((row) => ({
      delivery: readDelivery(row.payload),
      status: row.status,
      enqueuedAt: row.enqueuedAt,
      nextAttemptAt: row.nextAttemptAt,
      claimer: row.claimer ?? undefined,
      leaseUntil: row.leaseUntil ?? undefined,
      settledAt: row.settledAt ?? undefined,
      reason: row.reason ?? undefined,
      receipt: row.receipt ?? undefined,
      attempts: database
        .all(sql.selectFrom('attempt').selectAll().where('deliveryId', '=', row.id).orderBy('number'))
        .map(readAttempt),
    }));
  };

  const retryOne = (id: string, nowMs: number): RetryOutcome => {
    const row = database.first(sql.selectFrom('delivery').select(['status', 'claimNumber']).where('id', '=', id));
    if (row === undefined) return 'unknown';
    if (row.status === 'delivered' || row.status === 'claimed') return row.status;
    database.run(
      sql
        .updateTable('delivery')
        .set({ status: 'pending', nextAttemptAt: nowMs, forgivenCount: row.claimNumber, settledAt: null, reason: null })
        .where('id', '=', id),
    );
    return 'due';
  };

  return {
    enqueue: async (deliveries) => database.transact(() => deliveries.map((delivery) => enqueueOne(delivery, clock()))),
    claim: async (options) =>
      database.transact(() => {
        const gone = goneClaimers(options);
        const due = sql
          .selectFrom('delivery')
          .select(['id', 'payload', 'status', 'claimNumber', 'forgivenCount'])
          // Told apart first, so that the index leaves out the many rows that are done.
          .where('status', 'in', ['pending', 'retrying', 'claimed'])
          .where((where) =>
            where.or([
              where('status', 'in', ['pending', 'retrying']).and(
                'nextAttemptAt',
                '<=',
                options.dueByMs ?? options.nowMs,
              ),
              where('status', '=', 'claimed').and('leaseUntil', '<=', options.nowMs),
              where('status', '=', 'claimed').and('claimer', 'in', gone),
            ]),
          )
          .orderBy('nextAttemptAt')
          .orderBy('sequence')
          .limit(Math.min(1_000, options.limit));
        return database.all(due).map((row) => claimOne(row, options));
      }),
    settle: async (claim, settlement, nowMs) => database.transact(() => settleNow(claim, settlement, nowMs)),
    list: async (options = {}) => list(options),
    find: async (id) => list({ limit: 1 }, id)[0],
    count: async () => {
      const rows = database.all(
        sql
          .selectFrom('delivery')
          .select((select) => ['status', select.fn.countAll<number>().as('rows')])
          .groupBy('status'),
      );
      const counts = { pending: 0, claimed: 0, retrying: 0, delivered: 0, rejected: 0 };
      for (const row of rows) counts[row.status] = row.rows;
      return counts;
    },
    retry: async (ids) =>
      database.transact(() => {
        const nowMs = clock();
        const stuck = sql.selectFrom('delivery').select('id').where('status', 'in', ['retrying', 'rejected']);
        const chosen = ids === 'all' ? database.all(stuck.orderBy('sequence')).map((row) => row.id) : ids;
        return new Map(chosen.map((id) => [id, retryOne(id, nowMs)]));
      }),
  };
}

function settledColumns(
  settlement: DeliverySettlement,
  forgivenCount: number,
  nowMs: number,
): Partial<Omit<DeliveryTable, 'sequence'>> {
  switch (settlement.kind) {
    case 'delivered':
      return { status: 'delivered', settledAt: nowMs, receipt: settlement.receipt, reason: null };
    case 'rejected':
      return { status: 'rejected', settledAt: nowMs, reason: settlement.reason };
    case 'retry':
      return { status: 'retrying', nextAttemptAt: settlement.nextAttemptAt, reason: settlement.reason };
    case 'released':
      return { status: 'retrying', nextAttemptAt: nowMs, reason: settlement.reason, forgivenCount: forgivenCount + 1 };
  }
}

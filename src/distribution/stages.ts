/** The stages around a transport. Each takes the next one and gives one of the same shape. */
import type { Delivery } from '../model/index.ts';
import type { Transport, TransportContext, TransportResult } from './transport.ts';

/** What became of one attempt. Every stage may answer in place of the next. */
export type Send = (delivery: Delivery, context: TransportContext) => Promise<TransportResult>;

/** To the transport the delivery names. */
export function route(transports: readonly Transport[]): Send {
  const byId = new Map(transports.map((transport) => [transport.id, transport]));
  return async (delivery, context) => {
    const transport = byId.get(delivery.transport);
    if (transport !== undefined) return transport.deliver(delivery, context);
    const known = [...byId.keys()].join(', ') || 'none';
    return {
      kind: 'rejected',
      reason: `The plant file names no transport \`${delivery.transport}\` (it names: ${known}). Add it, then retry the delivery.`,
    };
  };
}

/** Hands over only bytes that are those of the delivery: a damaged archive is told, not sent. */
export function verified(next: Send, sha256Of: (bytes: Uint8Array) => string): Send {
  return async (delivery, context) => {
    let damage: string | undefined;
    const result = await next(delivery, {
      ...context,
      readFile: async (file) => {
        const bytes = await context.readFile(file);
        if (bytes.byteLength === file.byteLength && sha256Of(bytes) === file.sha256) return bytes;
        damage = `The archive has other bytes for ${file.name} than the report had (SHA-256 ${file.sha256}). Make the report again.`;
        throw new Error(damage);
      },
    });
    return damage === undefined ? result : { kind: 'rejected', reason: damage };
  };
}

/** No attempt outlasts its time, which is shorter than its lease: no one else gets the delivery meanwhile. */
export function deadline(next: Send, attemptMs: number): Send {
  return async (delivery, context) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), attemptMs);
    try {
      const result = await next(delivery, { ...context, signal: AbortSignal.any([context.signal, limit.signal]) });
      if (result.kind !== 'retry' || !limit.signal.aborted) return result;
      return { ...result, reason: `It took longer than the ${attemptMs} ms allowed. ${result.reason}` };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** A transport must not throw; one that does (a user's own, or an archive that cannot be read) is tried again. */
export function guarded(next: Send): Send {
  return async (delivery, context) => {
    try {
      return await next(delivery, context);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      return { kind: 'retry', reason: `The transport \`${delivery.transport}\` failed: ${said}` };
    }
  };
}

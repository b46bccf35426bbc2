/** What is kept of a refused message beside its bytes, as JSON in the `header` of its refusals: enough to read it again. */
import type { Message } from './reading-sink.ts';

export interface MessageHeader {
  readonly topic: string;
  /** UTC epoch ms. */
  readonly receivedAt: number;
  readonly isRetained: boolean;
  /** Readings of the message, accepted and refused, when it was refused; 1 where it was refused whole. */
  readonly readings: number;
  /** Whether its bytes were cut, so that it cannot be read again. */
  readonly isCut: boolean;
  /** What its decoder must know besides. */
  readonly context?: string;
}

export function writeMessageHeader(
  { topic, receivedAt, isRetained = false, context }: Message,
  readings: number,
  isCut: boolean,
): string {
  return JSON.stringify({
    topic: topic.toWellFormed(),
    receivedAt,
    isRetained,
    readings,
    isCut,
    ...(context === undefined ? {} : { context }),
  } satisfies MessageHeader);
}

/** Undefined where it is none: the refusal of another kind of source. */
export function parseMessageHeader(text: string): MessageHeader | undefined {
  return text.startsWith('{"topic":') ? (JSON.parse(text) as MessageHeader) : undefined;
}

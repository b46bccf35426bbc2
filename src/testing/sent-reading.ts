import type { ReadingQuality } from '../model/index.ts';

/** A reading as a device sends it. */
export interface SentReading {
  /** The source's name of the tag. */
  readonly tag: string;
  /** UTC epoch ms. */
  readonly at: number;
  /** `null`: the device says that there is none. */
  readonly value: number | string | boolean | null;
  /** Default: good. */
  readonly quality?: ReadingQuality;
  /** Tells apart readings of a tag at one instant. Default: none. */
  readonly sequence?: number;
}

/** An IANA time zone, with the conversions a plant needs. */

/** How a local time was turned into an instant: it existed once, not at all (clocks went forward), or twice. */
export const localResolutions = ['exact', 'skipped', 'repeated'] as const;
export type LocalResolution = (typeof localResolutions)[number];

export interface ResolvedInstant {
  readonly at: number;
  readonly resolution: LocalResolution;
}

/** A calendar date in a plant's zone, `YYYY-MM-DD`. */
export type LocalDate = string;

export interface Zone {
  /** IANA identifier, such as `Asia/Jerusalem`. */
  readonly id: string;
  /** Offset from UTC at an instant, in ms (local = UTC + offset). Cached. */
  offsetMsAt(at: number): number;
  /**
   * A local wall time, given as the epoch ms it would be if the zone were UTC, as an instant. A time that does not
   * exist or exists twice is resolved as Temporal's `compatible` (the later of a gap, the earlier of an overlap).
   * Allocation-free hot path: use `resolutionOf` for the kind.
   */
  instantOf(localMs: number): number;
  /** Whether the local wall time (epoch ms as if UTC) exists once, not at all or twice. */
  resolutionOf(localMs: number): LocalResolution;
  /** Local wall time at an instant, as the epoch ms it would be if the zone were UTC. */
  localMsAt(at: number): number;
  /** RFC 3339 with numeric offset, to the second (or ms where there are any): `2012-02-29T07:00:00+02:00`. */
  format(at: number): string;
}

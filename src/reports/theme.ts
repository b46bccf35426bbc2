/**
 * How every page and chart of gemba looks: palette, type, hatches, and how each machine state is drawn. One place, so
 * that one notation holds everywhere: solid dark is actual, lighter is earlier or usual, outlined is target, hatched is
 * silent or unknown. Good and bad are blue and vermilion, never told by colour alone.
 */

export const palette = {
  ink: '#333333',
  mid: '#777777',
  light: '#C8C8C8',
  /** The band of usual values. */
  band: '#E6E6E6',
  grid: '#E4E4E4',
  paper: '#FFFFFF',
  hatchGround: '#EEEEEE',
  hatchLine: '#C8C8C8',
  good: '#0072B2',
  bad: '#D55E00',
  attention: '#E69F00',
  run: '#4C78A8',
  setup: '#E69F00',
  down: '#D55E00',
  /** Dark strokes over `down`, so that it is not taken for `run` in black and white. */
  downLine: '#5A2800',
  wait: '#1F4F48',
  plannedStop: '#D9D9D9',
} as const;

/**
 * Five steps from little to much, for heat maps: violet, which says neither good nor bad nor a state of a machine. Each
 * step is at least 12 of 100 darker than the one before (CIE L*), so that they keep their order in black and white.
 */
export const heatColors = [
  { fill: '#EBE7F2', text: '#333333' },
  { fill: '#CFC6DF', text: '#333333' },
  { fill: '#A898C6', text: '#1A1A1A' },
  { fill: '#74619E', text: '#FFFFFF' },
  { fill: '#40306A', text: '#FFFFFF' },
] as const;

/** CSS `font-family`: the embedded face first, then what a machine has. */
export const fontFamily: string = "'IBM Plex Sans', system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Type sizes, points (1 pt = 4/3 px at 96 dpi). */
export const typeSizesPt = {
  headline: 15,
  section: 11,
  body: 9.5,
  small: 8,
  /** Axis figures, and rows of a full timeline. */
  tiny: 7,
} as const;

/** A4 portrait with 15 mm margins, and the height a timeline may take, px at 96 dpi. */
export const pagePx = { width: 680, timelineHeight: 359 } as const;

export const pxPerPt: number = 96 / 72;

export const machineStates = ['run', 'setup', 'down', 'wait', 'silent', 'plannedStop', 'unplanned'] as const;
export type MachineState = (typeof machineStates)[number];

export interface StateStyle {
  /** The colour, or of a hatch the ground. */
  readonly color: string;
  /** Which hatch lies over the colour, if any. */
  readonly hatch: HatchName | undefined;
  /** Share of the height of a running bar: a second difference beside colour, for black and white. */
  readonly heightRatio: number;
}

export const hatchNames = ['silent', 'down'] as const;
export type HatchName = (typeof hatchNames)[number];

/** How each state of a machine is drawn, everywhere. `unplanned` (nothing was meant to run) is a thin line. */
export const stateStyles: Readonly<Record<MachineState, StateStyle>> = {
  run: { color: palette.run, hatch: undefined, heightRatio: 1 },
  setup: { color: palette.setup, hatch: undefined, heightRatio: 1 },
  down: { color: palette.down, hatch: 'down', heightRatio: 1.25 },
  wait: { color: palette.wait, hatch: undefined, heightRatio: 0.4 },
  silent: { color: palette.hatchGround, hatch: 'silent', heightRatio: 0.6 },
  plannedStop: { color: palette.plannedStop, hatch: undefined, heightRatio: 0.6 },
  unplanned: { color: palette.light, hatch: undefined, heightRatio: 0 },
};

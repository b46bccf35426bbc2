/** A machine's state as a small sign beside its word: shape and lightness differ, so that it survives grey printing. */
import type { EquipmentState } from '../../model/index.ts';
import { palette } from '../theme.ts';
import { type Markup, markup } from './markup.ts';

type MarkedState = EquipmentState | 'silent';

const waiting = `<rect x="0" y="2" width="10" height="6" fill="${palette.wait}"/>`;

const shapes: Readonly<Record<MarkedState, string>> = {
  running: `<rect x="0" y="1" width="10" height="8" fill="${palette.run}"/>`,
  setup: `<rect x="0" y="4" width="10" height="5" fill="${palette.setup}"/>`,
  down: `<rect x="0" y="0" width="10" height="10" fill="${palette.down}"/><path d="M1 9L9 1M1 1l8 8" stroke="${palette.paper}" stroke-width="1.6"/>`,
  starved: waiting,
  blocked: waiting,
  idle: waiting,
  silent: `<rect x="0.5" y="2.5" width="9" height="6" fill="${palette.paper}" stroke="${palette.mid}"/>`,
};

export function stateMark(state: MarkedState): Markup {
  return markup(
    `<svg class="sign" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">${shapes[state]}</svg>`,
  );
}

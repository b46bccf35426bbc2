/** How the sensors of a scenario's machine tell its states, pieces and product: what its plant file's `signals` say. */
import type { StateRuleConfig, UnitSignalsConfig } from '../../model/index.ts';
import { minuteMs } from '../../time/index.ts';
import type { SimulatedMachine, SimulatedSensor } from '../plant/input.ts';
import { reportedStopMs } from '../plant/reporter.ts';

/** Quantities that tell whether a machine runs, the surest first. */
const tellingQuantities = ['spindleSpeed', 'current', 'vibration'] as const;

/**
 * The state by the state sensor where the machine has one, else running while its spindle turns, or what else tells it;
 * pieces by counters. Interruptions of running of less than three minutes count as running, as the reports have it.
 *
 * @param tellsWaiting whether starved and blocked are states of the unit; else they are stops for this reason
 * @returns undefined where its sensors tell nothing
 */
export function signalsOf(
  machine: SimulatedMachine,
  sensors: readonly SimulatedSensor[],
  tellsWaiting: boolean,
): UnitSignalsConfig | undefined {
  const own = sensors.filter((sensor) => sensor.machine === machine.id);
  const state = own.find(({ kind }) => kind === 'state');
  const states = state === undefined ? runningRules(own) : stateRules(machine, state.id, tellsWaiting);
  const produced = own.find(({ kind, counts }) => kind === 'counter' && counts !== 'scrap');
  const scrap = own.find(({ kind, counts }) => kind === 'counter' && counts === 'scrap');
  const product = own.find(({ kind }) => kind === 'product');
  if (states.length === 0 && produced === undefined) return undefined;
  return {
    ...(states.length === 0 ? {} : { states }),
    ...(produced === undefined ? {} : { producedTag: produced.id }),
    ...(produced === undefined || scrap === undefined ? {} : { scrapTag: scrap.id }),
    ...(product === undefined ? {} : { productTag: product.id }),
  };
}

function stateRules({ failure }: SimulatedMachine, tag: string, tellsWaiting: boolean): StateRuleConfig[] {
  const reason = failure === undefined ? {} : { reason: failure.reason };
  return [
    { state: 'down', ...reason, tag, oneOf: ['down', 'waitingRepair'] },
    { state: 'setup', tag, oneOf: ['setup'] },
    { state: 'running', tag, oneOf: ['running'], releaseAfterSeconds: reportedStopMs / 1_000 },
    ...(['starved', 'blocked'] as const).map(
      (state): StateRuleConfig =>
        tellsWaiting ? { state, tag, oneOf: [state] } : { state: 'down', reason: state, tag, oneOf: [state] },
    ),
    { state: 'down', reason: 'noOperator', tag, oneOf: ['waitingOperator'] },
  ];
}

/** Above what it shows while idle or being set up. */
function runningRules(sensors: readonly SimulatedSensor[]): StateRuleConfig[] {
  for (const quantity of tellingQuantities) {
    const sensor = sensors.find(({ id }) => id.endsWith(`.${quantity}`));
    if (sensor?.signal === undefined) continue;
    const { running, idle, setup } = sensor.signal.levels;
    const rest = Math.max(idle, setup);
    return [
      {
        state: 'running',
        tag: sensor.id,
        above: rounded(rest + 0.6 * (running - rest)),
        releaseAt: rounded(rest + 0.4 * (running - rest)),
        releaseAfterSeconds: minuteMs / 1_000,
      },
    ];
  }
  return [];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

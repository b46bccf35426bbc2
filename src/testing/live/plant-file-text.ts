/** The plant file of a simulated plant, as text. */

import { plantInputOf, type SimulatedPlantInput, tagsOf } from '../../simulation/index.ts';
import { sparkplugNameOf } from '../publishers/sparkplug-tags.ts';
import { mesMapping } from './mes-file.ts';
import { edgeNode, listMapping, topicRoot } from './wire-names.ts';

export interface PlantFileOptions {
  /** Broker of its source; undefined: its facts come from the file of the MES. */
  readonly mqtt: string | undefined;
  readonly format: 'json' | 'sparkplug';
  /** User name at the broker; its password then comes from the variable `MQTT_PASSWORD`. */
  readonly username?: string | undefined;
  /** Of its source; 4 for a broker that speaks MQTT 3.1.1 only. Default: 5. */
  readonly protocolVersion?: 4 | 5;
}

const secretVariable = 'GEMBA_SECRET';
const roles = ['director', 'production', 'quality', 'maintenance', 'shift-lead'] as const;

/** A file that imports nothing, so that it works in any folder. */
export function writePlantFileText(input: SimulatedPlantInput, options: PlantFileOptions): string {
  const live = options.mqtt !== undefined;
  const { equipment, tags, ...plant } = plantInputOf(live ? input : withoutSignals(input));
  const file = {
    ...plant,
    secret: { env: secretVariable },
    equipment,
    tags: options.format === 'sparkplug' ? withSourceNames(input, tags ?? []) : tags,
    sources: [
      live
        ? brokerSource(options, `gemba-${input.id}-${input.from}-${input.dayStart.replace(':', '')}-${input.seed}`)
        : { kind: 'csv', id: 'mes', path: 'mes.csv', mapping: mesMapping },
    ],
    audiences: roles.map((role) => ({ id: role, role, persons: role === 'shift-lead' ? 'names' : 'none' })),
    transports: [{ kind: 'fileShare', id: 'share', path: 'reports' }],
    reports: [{ kind: 'daily', audiences: roles, formats: ['pdf', 'html', 'json'], transports: ['share'] }],
  };
  const origin = live
    ? ' * Its machines are told by their sensors alone: `signals` make states and pieces of readings. What its MES would report\n * lies in mes.csv, and is no source: pieces would be counted twice.'
    : ' * Its facts are the reports of its MES, in mes.csv; what its sensors read meanwhile lies in readings.jsonl.';
  return `/**
 * A plant that \`gemba simulate\` made (seed ${input.seed}); docs/simulate.md says what can be done with it.
${origin}
 * What was true lies in truth.jsonl (docs/simulation-truth.md).
 */
// A simulated plant has nothing to hide; a real one sets this in its environment.
process.env['${secretVariable}'] ??= 'a simulated plant has no secrets';

export default ${literal(file, 0)};
`;
}

/** @param clientId another for each simulated plant: a broker keeps messages for the one before */
function brokerSource({ mqtt, format, username, protocolVersion }: PlantFileOptions, clientId: string): object {
  const login = {
    ...(protocolVersion === undefined ? {} : { protocolVersion }),
    ...(username === undefined ? {} : { username, password: { env: 'MQTT_PASSWORD' } }),
  };
  return format === 'sparkplug'
    ? { kind: 'sparkplug', id: 'broker', url: mqtt, clientId, ...login, groups: [edgeNode.group] }
    : {
        ...{ kind: 'mqtt', id: 'broker', url: mqtt, clientId, ...login },
        subscriptions: [{ topic: `${topicRoot}/#`, mapping: listMapping }],
      };
}

function withSourceNames(input: SimulatedPlantInput, configs: readonly object[]): object[] {
  const tags = tagsOf(input);
  return configs.map((config, i) => ({
    ...config,
    sourceNames: [sparkplugNameOf(tags[i] as (typeof tags)[0], edgeNode)],
  }));
}

/** Where reports of pieces come from an MES, counters of the same pieces would count them twice. */
function withoutSignals(input: SimulatedPlantInput): SimulatedPlantInput {
  return {
    ...input,
    lines: input.lines.map((line) => ({
      ...line,
      machines: line.machines.map(({ signals: _, ...machine }) => machine),
    })),
  };
}

/** So that a tag stands on one line. */
const widthMax = 200;

/** A value as a person would write it: short ones on one line, names without quotes where they need none. */
function literal(value: unknown, indent: number): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const parts = isList
    ? (close: (part: unknown) => string) => value.map(close)
    : (close: (part: unknown) => string) =>
        Object.entries(value)
          .filter(([, part]) => part !== undefined)
          .map(([name, part]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`}: ${close(part)}`);
  const [open, end] = isList ? ['[', ']'] : ['{ ', ' }'];
  const short = parts((part) => literal(part, 0)).join(', ');
  if (!short.includes('\n') && short.length + indent <= widthMax)
    return short === '' ? (isList ? '[]' : '{}') : `${open}${short}${end}`;
  const inner = indent + 2;
  const lines = parts((part) => literal(part, inner)).map((part) => `${' '.repeat(inner)}${part},\n`);
  return `${open.trim()}\n${lines.join('')}${' '.repeat(indent)}${end.trim()}`;
}

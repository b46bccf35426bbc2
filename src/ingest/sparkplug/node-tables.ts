/** What the births of a node and of its devices declare, and which of the devices are there. */
import type { HeldBirth } from './draft-tags.ts';
import {
  createMetricTable,
  listDefinitions,
  type MetricTable,
  type TemplateDefinitions,
  takesRebirth,
} from './metric-table.ts';
import type { ReadContext } from './read-context.ts';
import type { NodeMessage } from './sparkplug-message.ts';

interface BornTable {
  readonly table: MetricTable;
  /** Messages are missing since; one of them may have been another birth. */
  isInDoubt: boolean;
}

interface BornDevice extends BornTable {
  /** `awaited`: its node was born again, and it was not yet. */
  state: 'online' | 'awaited';
}

export class NodeTables {
  readonly scope: string;
  /** Before the first birth: of no metrics. */
  #node: BornTable;
  #definitions: TemplateDefinitions = new Map();
  readonly #devices: Map<string, BornDevice> = new Map();

  constructor(scope: string) {
    this.scope = scope;
    this.#node = { table: createMetricTable(scope, []), isInDoubt: false };
  }

  get deviceCount(): number {
    return this.#devices.size;
  }

  scopeOf(device: string): string {
    return `${this.scope}/${device}`;
  }

  /** The node is born: its devices have to be born again. */
  bearNode({ payload }: NodeMessage, keepsDevices: boolean): MetricTable {
    const table = createMetricTable(this.scope, payload.metrics);
    this.#node = { table, isInDoubt: false };
    this.#definitions = listDefinitions(payload.metrics);
    if (!keepsDevices) this.#devices.clear();
    for (const device of this.#devices.values()) device.state = 'awaited';
    return table;
  }

  /** The device is born; whether it was there before. */
  bearDevice(device: string, { payload }: NodeMessage): { readonly table: MetricTable; readonly wasThere: boolean } {
    const wasThere = this.#devices.has(device);
    const table = createMetricTable(this.scopeOf(device), payload.metrics);
    this.#devices.set(device, { table, isInDoubt: false, state: 'online' });
    return { table, wasThere };
  }

  has(device: string): boolean {
    return this.#devices.has(device);
  }

  /** Whether it was there. */
  removeDevice(device: string): boolean {
    return this.#devices.delete(device);
  }

  doubt(): void {
    for (const born of [this.#node, ...this.#devices.values()]) born.isInDoubt = true;
  }

  /** What a message of data is to be read by; undefined where its device was not born. */
  find(device: string | undefined): ReadContext | undefined {
    const born = device === undefined ? this.#node : this.#devices.get(device);
    if (born === undefined || ('state' in born && born.state !== 'online')) return undefined;
    return { table: born.table, definitions: this.#definitions, isInDoubt: born.isInDoubt, isBirth: false };
  }

  /** The births that hold, the node's first. */
  listBirths(): readonly HeldBirth[] {
    return [this.#node, ...this.#devices.values()].map(({ table }) => ({ table, definitions: this.#definitions }));
  }

  /** What a birth is to be read by: what it declares itself. One that comes late is read, and does not hold. */
  contextOf(table: MetricTable, isBirth: boolean): ReadContext {
    return { table, definitions: this.#definitions, isInDoubt: false, isBirth };
  }

  /** What is wrong with a birth and its engineer can mend, each as a sentence. */
  listProblems(table: MetricTable, device: string | undefined): readonly string[] {
    const problems: string[] = [];
    if (table.ambiguousAliases.size > 0) {
      const aliases = [...table.ambiguousAliases].slice(0, 10).join(', ');
      problems.push(
        `The birth gives one alias to several metrics: ${aliases}. What comes by these is refused; give each its own.`,
      );
    }
    if (device === undefined && !takesRebirth(table)) {
      problems.push(
        'The birth has no metric "Node Control/Rebirth", so the node may not answer requests for a rebirth.',
      );
    }
    if (device !== undefined && [...this.#node.table.byName.keys()].some((name) => name.startsWith(`${device}/`))) {
      problems.push(
        `The node has metrics named "${device}/…" and a device "${device}": their tags may have the same name. Rename one.`,
      );
    }
    return problems;
  }
}

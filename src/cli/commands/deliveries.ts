import { type Command, Option } from 'commander';
import { GembaError } from '../../model/index.ts';
import { deliverNow, openPlant } from '../../runtime/index.ts';
import { deliveryStatuses } from '../../state/index.ts';
import type { Register } from '../command.ts';
import { describeDeliveries } from '../deliveries.ts';
import { exitCodes } from '../exit-codes.ts';
import { openOptions } from '../plant-options.ts';
import { formatTable } from '../table.ts';

export function addDeliveries(program: Command, register: Register): void {
  const deliveries = program.command('deliveries').description('what was sent, what waits, and why');

  const list = deliveries
    .command('list', { isDefault: true })
    .description('deliveries, newest first')
    .addOption(new Option('--status <status>', 'only these').choices(deliveryStatuses));
  register<{ status?: (typeof deliveryStatuses)[number] }>(list, async (context, { status }) => {
    await using plant = await openPlant(openOptions(context));
    const rows = await plant.state.deliveries.list(status === undefined ? {} : { status });
    context.output.result({ deliveries: rows }, () =>
      rows.length === 0
        ? ['No deliveries.']
        : formatTable(
            ['id', 'date', 'report', 'audience', 'by', 'status', 'attempts', 'last result'],
            rows.map((row) => [
              row.delivery.id,
              row.delivery.date,
              row.delivery.kind,
              row.delivery.audience,
              row.delivery.transport,
              row.status,
              row.attempts.length,
              row.attempts.at(-1)?.reason ?? row.receipt ?? '',
            ]),
          ),
    );
    return undefined;
  });

  const retry = deliveries
    .command('retry')
    .description('try again now what was not delivered: those named, or all')
    .argument('[ids...]', 'delivery ids');
  register<{ ids: readonly string[] }>(retry, async (context, { ids }) => {
    await using plant = await openPlant(openOptions(context));
    const known = new Set((await plant.state.deliveries.list({})).map((row) => row.delivery.id));
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length > 0)
      throw new GembaError(
        'unknown-name',
        `There is no delivery ${missing.join(', ')}. See \`gemba deliveries list\`.`,
      );
    await plant.state.deliveries.retry(ids.length === 0 ? 'all' : ids);
    const outcomes = await deliverNow(plant, { signal: context.world.signal });
    context.output.result({ deliveries: outcomes }, () =>
      outcomes.length === 0 ? ['Nothing waits.'] : describeDeliveries(outcomes),
    );
    return outcomes.every(({ result }) => result.kind === 'delivered') ? exitCodes.done : exitCodes.failed;
  });
}

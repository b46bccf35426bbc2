/** The time a command is about, as its options say it. */
import type { Command } from 'commander';
import { type OpenPlant, type ReportWindow, resolveWindow, type WindowRequest } from '../runtime/index.ts';

export interface WindowOptions {
  readonly for?: string;
  readonly shift?: string;
  readonly from?: string;
  readonly to?: string;
}

export function addWindowOptions(command: Command): Command {
  return command
    .option('--for <date>', 'production day, YYYY-MM-DD; default: the last that has ended')
    .option('--shift <date/name>', 'one shift, such as 2012-02-29/night')
    .option(
      '--from <time>',
      'start of a span: a production day, a local time YYYY-MM-DDTHH:MM, or an instant with its offset',
    )
    .option('--to <time>', 'its end, exclusive');
}

/** @throws GembaError `usage` for contradictory options, `date-invalid`, `unknown-name` for a shift not worked that day */
export function windowOfOptions({ plant, clock }: OpenPlant, options: WindowOptions): ReportWindow {
  return resolveWindow(plant, requestOf(options), clock());
}

function requestOf({ for: day, shift, from, to }: WindowOptions): WindowRequest {
  return {
    ...(day === undefined ? {} : { day }),
    ...(shift === undefined ? {} : { shift }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

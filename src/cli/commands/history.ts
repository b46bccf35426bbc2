import type { Command } from 'commander';
import type { Register } from '../command.ts';
import { addHistoryBackup } from './history-backup.ts';
import { addHistoryCompact } from './history-compact.ts';
import { addHistoryErase } from './history-erase.ts';
import { addHistoryExport } from './history-export.ts';
import { addHistoryMove } from './history-move.ts';
import { addHistoryPlan } from './history-plan.ts';
import { addHistoryRestore } from './history-restore.ts';
import { addHistorySeries } from './history-series.ts';
import { addHistorySql } from './history-sql.ts';
import { addHistoryStatus } from './history-status.ts';
import { addHistoryVerify } from './history-verify.ts';

export function addHistory(program: Command, register: Register): void {
  const history = program.command('history').description('where facts live');
  addHistoryStatus(history, register);
  addHistoryErase(history, register);
  addHistoryPlan(history, register);
  addHistoryCompact(history, register);
  addHistorySeries(history, register);
  addHistoryExport(history, register);
  addHistorySql(history, register);
  addHistoryVerify(history, register);
  addHistoryBackup(history, register);
  addHistoryRestore(history, register);
  addHistoryMove(history, register);
}

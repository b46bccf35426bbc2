/** The parts of the roles' documents that tables are made of. Every role's document is one; what a role lacks, it lacks. */

import type { WrittenBoard, WrittenShiftComparison } from '../../documents/board.ts';
import type { WrittenChangeover } from '../../documents/changeovers.ts';
import type { CommonPart } from '../../documents/common.ts';
import type { WrittenKpi, WrittenLoss, WrittenWeek, WrittenWeekChange } from '../../documents/comparison.ts';
import type {
  WrittenPieces,
  WrittenPlannedStop,
  WrittenShift,
  WrittenShiftSpan,
  WrittenStop,
  WrittenTimeline,
} from '../../documents/day.ts';
import type { WrittenDefects } from '../../documents/defects.ts';
import type { CostedFinding, WrittenFinding } from '../../documents/findings.ts';
import type { WrittenDownDays, WrittenHour } from '../../documents/hours.ts';
import type { WrittenList } from '../../documents/limited.ts';
import type { WrittenLine, WrittenLineConstraint } from '../../documents/lines.ts';
import type { WrittenLossNode } from '../../documents/loss-tree.ts';
import type { WrittenOrders } from '../../documents/orders.ts';
import type { WrittenPeople } from '../../documents/people.ts';
import type { WrittenMaintenanceFigures } from '../../documents/reliability.ts';
import type { WrittenStaffing } from '../../documents/shift-lead.ts';
import type { WrittenStopQuestions } from '../../documents/stop-questions.ts';
import type { WrittenYields } from '../../documents/yields.ts';

export type TableStop = WrittenStop & { readonly reportedBy?: WrittenPeople };

export type TableFinding = WrittenFinding & Partial<Pick<CostedFinding, 'money'>>;

export interface TableDocument extends CommonPart, Partial<WrittenDefects>, Partial<WrittenMaintenanceFigures> {
  readonly kpis?: readonly WrittenKpi[];
  readonly losses?: readonly WrittenLoss[];
  /** For the roles that see money. */
  readonly currency?: string | null;
  readonly findings?: readonly TableFinding[];
  readonly shifts?: readonly (WrittenShift | WrittenShiftSpan)[];
  readonly stops?: readonly TableStop[];
  readonly plannedStops?: readonly WrittenPlannedStop[];
  readonly pieces?: readonly WrittenPieces[];
  readonly scrap?: readonly WrittenPieces[];
  readonly holds?: readonly WrittenPieces[];
  readonly staffing?: readonly WrittenStaffing[];
  readonly timeline?: readonly WrittenTimeline[];
  readonly weeks?: readonly WrittenWeek[];
  readonly weekChanges?: readonly WrittenWeekChange[];
  readonly hours?: readonly WrittenHour[];
  readonly orders?: WrittenOrders;
  readonly lines?: readonly WrittenLine[];
  readonly yields?: WrittenYields;
  readonly lossTree?: readonly WrittenLossNode[];
  readonly lineConstraints?: readonly WrittenLineConstraint[];
  readonly changeovers?: WrittenList<WrittenChangeover>;
  readonly stopQuestions?: WrittenStopQuestions;
  readonly downDays?: WrittenDownDays;
  readonly board?: WrittenBoard;
  readonly shiftComparison?: readonly WrittenShiftComparison[];
}

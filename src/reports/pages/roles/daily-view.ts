/** The view of each role's page, made from its document alone. */
import type { DailyDocument } from '../../documents/daily-document.ts';
import type { PageView } from '../view.ts';
import { directorView } from './director.ts';
import { maintenanceView } from './maintenance.ts';
import { productionView } from './production.ts';
import { qualityView } from './quality.ts';
import { shiftLeadView } from './shift-lead.ts';

export function dailyView(document: DailyDocument): PageView {
  switch (document.role) {
    case 'director':
      return directorView(document);
    case 'production':
      return productionView(document);
    case 'quality':
      return qualityView(document);
    case 'maintenance':
      return maintenanceView(document);
    case 'shift-lead':
      return shiftLeadView(document);
  }
}

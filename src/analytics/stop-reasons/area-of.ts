/** Whose questions those of a machine are. */
import type { Equipment, Plant } from '../../model/index.ts';

/** The area that equipment is in; else the highest above it below the root; else itself. */
export function areaOf({ equipment }: Plant, id: string): string {
  let highest: Equipment = equipment.get(id);
  for (let one = equipment.find(id); one !== undefined; one = equipment.find(one.parent ?? '')) {
    if (one.level === 'area') return one.id;
    if (one.parent !== undefined) highest = one;
  }
  return highest.id;
}

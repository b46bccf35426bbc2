/** What is wrong with the settings of KPIs of a plant file. */
import type { Problem } from './errors.ts';
import type { KpisConfig } from './kpi-settings.ts';

/** The same said twice: opportunities of one product and operation, a product's route, an operation within a route. */
export function listKpiProblems({ opportunities = [], routes = [] }: KpisConfig = {}): Problem[] {
  const opportunityKeys = opportunities.map(({ product = '', operation = '' }) => JSON.stringify([product, operation]));
  return [
    ...placesOfRepeated(opportunityKeys).map((i) => ({
      path: `kpis.opportunities.${i}`,
      message: `Opportunities of ${describe(opportunities[i]?.product, 'product')} at ${describe(opportunities[i]?.operation, 'operation')} are given twice. Keep one.`,
    })),
    ...placesOfRepeated(routes.map(({ product }) => product)).map((i) => ({
      path: `kpis.routes.${i}.product`,
      message: `'${routes[i]?.product}' has two routes. Keep one; what may be done at one operation or another is a list within its steps.`,
    })),
    ...routes.flatMap(({ product, steps }, i) => {
      const operations = steps.flatMap((step, s) =>
        (typeof step === 'string' ? [step] : step).map((operation) => ({ operation, s })),
      );
      return placesOfRepeated(operations.map(({ operation }) => operation)).map((place) => ({
        path: `kpis.routes.${i}.steps.${operations[place]?.s}`,
        message: `'${operations[place]?.operation}' is twice in the route of '${product}': its pieces would be counted twice. Keep one.`,
      }));
    }),
  ];
}

function placesOfRepeated(keys: readonly string[]): number[] {
  const known = new Set<string>();
  return keys.flatMap((key, i) => {
    if (known.has(key)) return [i];
    known.add(key);
    return [];
  });
}

function describe(name: string | undefined, kind: 'product' | 'operation'): string {
  return name === undefined ? `any ${kind}` : `'${name}'`;
}

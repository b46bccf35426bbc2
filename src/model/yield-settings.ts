/** What a plant says of its products so that defects can be counted by opportunity, and yields be multiplied. */

/** Chances for a defect that a piece has; the most special that fits holds: product and operation, operation, product, neither. */
export interface OpportunitiesConfig {
  /** Default: any. */
  readonly product?: string | undefined;
  /** Default: any. */
  readonly operation?: string | undefined;
  /** Whole, 1 or more. */
  readonly perPiece: number;
}

/** The operations that every piece of a product goes through. */
export interface RouteConfig {
  readonly product: string;
  /** In order: an operation, or several of which a piece goes through one, such as the same on two machines. */
  readonly steps: readonly (string | readonly string[])[];
}

/** Operations of which a piece goes through one. */
export type RouteStep = readonly string[];

export interface YieldSettings {
  readonly opportunities: readonly OpportunitiesConfig[];
  /** By product; a product without one goes through what reports name. */
  readonly routes: ReadonlyMap<string, readonly RouteStep[]>;
}

/** As the plant file says it. */
export interface YieldsConfig {
  /** Default: none, and defects per million opportunities are unknown. */
  readonly opportunities?: readonly OpportunitiesConfig[] | undefined;
  /** Default: none. */
  readonly routes?: readonly RouteConfig[] | undefined;
}

export function compileYieldSettings({ opportunities = [], routes = [] }: YieldsConfig): YieldSettings {
  return {
    opportunities,
    routes: new Map(
      routes.map(({ product, steps }) => [product, steps.map((step) => (typeof step === 'string' ? [step] : step))]),
    ),
  };
}

/**
 * Opportunities for a defect that a piece of a product has at an operation; undefined where the plant does not say.
 *
 * @example findOpportunities(plant.kpis, 'Housing', 'Soldering') // 24
 */
export function findOpportunities(
  { opportunities }: Pick<YieldSettings, 'opportunities'>,
  product: string,
  operation: string,
): number | undefined {
  const of = (wantedProduct: string | undefined, wantedOperation: string | undefined): number | undefined =>
    opportunities.find((one) => one.product === wantedProduct && one.operation === wantedOperation)?.perPiece;
  return of(product, operation) ?? of(undefined, operation) ?? of(product, undefined) ?? of(undefined, undefined);
}

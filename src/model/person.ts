/** People stand in facts as tokens; the map from token to person lives in `state` and can be erased. */

/** Turns a person as the source names them into a token. The same person always has the same token. */
export interface PersonTokens {
  /** `person` as the source writes it, not empty. The token has no space in it. */
  tokenOf(person: string): string;
}

/** Shows a token to an audience: a name, a keyed pseudonym, or nothing (undefined). */
export type PersonLabel = (token: string) => string | undefined;

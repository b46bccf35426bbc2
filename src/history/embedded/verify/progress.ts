/** How far a look over a store is: bytes of its files, then times of rollups that are held to their readings. */
export type VerifyProgress =
  | { readonly kind: 'files'; readonly doneBytes: number; readonly totalBytes: number; readonly findingCount: number }
  | {
      readonly kind: 'rollups';
      readonly doneCount: number;
      readonly totalCount: number;
      readonly findingCount: number;
    };

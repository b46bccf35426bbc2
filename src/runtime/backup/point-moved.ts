/** The plant went on in a way that what was taken so far does not fit together: it is taken once more. */
export class PointMoved extends Error {
  override readonly name = 'PointMoved';
  /** The file that went; undefined where it was something else. Where it is the same one again, it did not go: it is missing. */
  readonly path: string | undefined;

  constructor(message: string, path?: string) {
    super(message);
    this.path = path;
  }
}

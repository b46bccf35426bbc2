/** The S3 client is loaded when it is first used: gemba is installed without it. */
import { GembaError } from '../../model/index.ts';

export type S3Library = typeof import('@aws-sdk/client-s3');

/** @throws GembaError `dependency-missing` */
export async function loadS3Library(
  load: () => Promise<S3Library> = () => import('@aws-sdk/client-s3'),
): Promise<S3Library> {
  try {
    return await load();
  } catch (cause) {
    throw new GembaError(
      'dependency-missing',
      'Cannot load @aws-sdk/client-s3, which backups in an S3 store need. Install it (`npm i @aws-sdk/client-s3`), or name a folder.',
      { cause, details: { name: '@aws-sdk/client-s3' } },
    );
  }
}

// What the refusal of a conditional write means, when the answer to an earlier attempt may have been lost.
import type { S3Bucket } from './client.ts';
import type { Reported } from './digests.ts';
import { statusOf, wasRetried } from './errors.ts';
import { headObject, taken, WRITER } from './head.ts';

/**
 * What a refused write means. The answer to a first attempt may have been lost: then the second one finds the key taken,
 * by our own work, of which it gives what the server reports. Undefined where it is neither that nor another's object.
 *
 * @throws `exists` where the object is another writer's.
 */
export async function findOwnWork(
  bucket: S3Bucket,
  key: string,
  writer: string,
  error: unknown,
): Promise<Reported | undefined> {
  const status = statusOf(error) ?? 0;
  const mayBeDone = wasRetried(error) && [404, 409, 412].includes(status);
  const head = mayBeDone ? await headObject(bucket, key) : undefined;
  if (head?.Metadata?.[WRITER] === writer) return head;
  // 409: another write of the key is being completed at this moment.
  if (status === 409 || status === 412) throw taken(bucket, key);
  return undefined;
}

// Keeps the SDK from asking again and again on a machine whose clock is off: there it takes every refusal for one of the clock's.
import type { S3Client } from '@aws-sdk/client-s3';

/** Answers that say something of the object or the request, whatever the time is: none, taken, no such range, not implemented. */
const NOT_OF_THE_CLOCK = [304, 404, 409, 412, 416, 501];

type Marked = { $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean } };

/**
 * Has such an answer count for what it says. Where the clock is minutes off the SDK marks whatever fails as to be repeated,
 * as its offset differs by some milliseconds after each answer: a HEAD of a free key was sent ten times, in 15 s (seen with
 * 3.1169). A refusal by the clock is 403, and is still repeated with the corrected time.
 */
export function answerOnce(client: S3Client): void {
  client.middlewareStack.addRelativeTo(
    <Args, Result>(next: (args: Args) => Promise<Result>) =>
      async (args: Args) => {
        try {
          return await next(args);
        } catch (error) {
          const { $metadata } = error as Marked;
          if ($metadata && NOT_OF_THE_CLOCK.includes($metadata.httpStatusCode ?? 0))
            $metadata.clockSkewCorrected = false;
          throw error;
        }
      },
    { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'answerOnce' },
  );
}

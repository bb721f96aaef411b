// Bounds what a server answers in XML, which the SDK reads into memory whole: one that does not stop must not exhaust it.
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { BackupError } from '../../domain/errors.ts';

/** Bytes. A page of a listing has a thousand keys of a kilobyte at most, and what is told of each. */
const LONGEST = 16 * 1024 * 1024;

/** Has every answer but those with the bytes of an object break off where it is longer than an answer can be. */
export function limitAnswers(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const response = result.response as { body?: unknown };
        if (commandName !== 'GetObjectCommand' && response.body instanceof Readable)
          response.body = Readable.from(limited(response.body), { objectMode: false });
        return result;
      },
    { step: 'deserialize', priority: 'low', name: 'limitAnswers' },
  );
}

async function* limited(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let read = 0;
  for await (const chunk of body) {
    read += chunk.length;
    if (read > LONGEST)
      throw new BackupError('store', `the server sent more than ${LONGEST} bytes and did not end its answer`, {
        hint: 'Check the endpoint: that is no S3 server, or one that is broken.',
      });
    yield chunk;
  }
}

// How the lab's git server writes an answer, also one that must end badly.
import type { ServerResponse } from 'node:http';
import type { Step } from './body-faults.ts';
import type { Fault } from './faults.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** Answers with something other than git's answer. */
export function sendReply(response: ServerResponse, record: RecordedRequest, reply: NonNullable<Fault['reply']>): void {
  response.req.resume(); // an unread body would hold up the connection
  if (reply === 'hang-up') {
    response.socket?.destroySoon();
    return;
  }
  record.status = reply.status;
  record.responseBytes = Buffer.byteLength(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': record.responseBytes });
  response.end(reply.body);
}

/** Sends bytes as they come and as fast as the client takes them, until the end or until a step that breaks it off. */
export async function sendSteps(
  response: ServerResponse,
  record: Pick<RecordedRequest, 'status' | 'responseBytes'>,
  steps: AsyncIterable<Step>,
): Promise<void> {
  record.status = response.statusCode;
  response.flushHeaders();
  for await (const step of steps) {
    if (response.destroyed) return;
    if (typeof step === 'string') return breakOff(response, step);
    record.responseBytes += step.length;
    if (!response.write(step)) await drained(response);
  }
  response.end();
}

async function breakOff(response: ServerResponse, step: Exclude<Step, Buffer>): Promise<void> {
  const { socket } = response;
  if (step === 'cut') socket?.destroySoon();
  // What was written must arrive first: the callback of an empty write comes after all before it.
  if (step === 'reset') socket?.write('', () => socket.resetAndDestroy());
  // After "stall" as well the exchange is over when the client goes or the server is disposed.
  if (!response.destroyed) await new Promise((resolve) => response.once('close', resolve));
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

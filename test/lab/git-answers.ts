// One answer of git's http-backend, sent to the client as it comes, with the fault that is to hit it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { Backend } from './http-backend.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { sendSteps } from './responses.ts';

export interface GitExchange {
  /** Path below the folder that the backend serves. */
  readonly path: string;
  /** git does not get to see that the client speaks protocol v2. */
  readonly hidden: boolean;
  readonly body: Buffer | IncomingMessage;
  readonly response: ServerResponse;
  readonly fault: Fault | undefined;
}

/** Answers a request; git and all that it started ends when the client goes. */
export async function answerGit(
  backend: Backend,
  record: RecordedRequest,
  { path, hidden, body, response, fault }: GitExchange,
): Promise<void> {
  const answer = await backend.run({
    method: record.method,
    path,
    query: record.query,
    contentType: record.headers['content-type'],
    contentEncoding: record.headers['content-encoding'],
    gitProtocol: hidden ? undefined : record.gitProtocol,
    user: record.authorization === undefined ? undefined : 'x-access-token',
    body,
  });
  if (response.destroyed) return answer.stop();
  response.once('close', () => answer.stop());
  response.writeHead(answer.status, answer.headers);
  try {
    await sendSteps(response, record, fault?.alter === undefined ? answer.body : fault.alter(answer.body));
  } catch (error) {
    // Git was ended because the client had gone, which it may.
    if (!response.destroyed) throw error;
  }
}

import { t as CAPTURING } from "./settings.js";
import { ft as summariseError, rt as counted, tt as explainGitHub } from "./start.js";
import { t as openOwnGitHub } from "./own-github.js";

// src/domain/self-watch.ts
const DAY = 864e5;
/** A token that lives no longer than this is told of each night. */
const COUNTDOWN = 14 * DAY;
/**
* GitHub stops the schedules of a public repository after 60 days without activity (docs.github.com, "Disabling and
* enabling a workflow"). Two weeks before is time enough.
*/
const SCHEDULES_STOP = 60 * DAY;
const QUIET = 45 * DAY;
/** The warning of a token that is about to expire, undefined while there is time. */
function tokenCountdown(expires, now) {
	if (!expires || expires.getTime() - now.getTime() > COUNTDOWN) return void 0;
	const date = expires.toISOString().slice(0, 10);
	const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
	return `The token ${days < 0 ? "has expired" : days === 0 ? "expires within a day" : `expires in ${counted(days, "day")}`} (${date}, UTC): make a new one, and put it into the secret that the input \`token\` reads.`;
}
/** The warning of a schedule that is about to be stopped. `pushedAt` is the last push to the workflow's public repository. */
function scheduleCountdown(pushedAt, now) {
	if (!pushedAt || now.getTime() - pushedAt.getTime() < QUIET) return void 0;
	const stops = new Date(pushedAt.getTime() + SCHEDULES_STOP).toISOString().slice(0, 10);
	return `GitHub stops the schedules of a public repository after 60 days without activity, and the last push was on ${pushedAt.toISOString().slice(0, 10)}: this workflow may stop on ${stops}. Push a commit, enable the workflow by hand, or write \`keepalive: true\`.`;
}

// src/github/workflow.ts
/** What is good to know, and not worth waiting for: the next run asks again. */
const ONCE = { retries: 0 };
/** Reads `acme/backups/.github/workflows/backup.yml@refs/heads/main`; undefined where it is something else. */
function parseWorkflow(ref) {
	const [, owner, repo, file] = /^([^/]+)\/([^/]+)\/\.github\/workflows\/([^/@]+)@/.exec(ref ?? "") ?? [];
	return owner && repo && file ? {
		owner,
		repo,
		file
	} : void 0;
}
/** The last push to a repository that is public; undefined for others, whose schedules never stop. @throws what GitHub refuses */
async function lastPublicPush(client, { owner, repo }) {
	try {
		const { data } = await client.rest.repos.get({
			owner,
			repo,
			request: ONCE
		});
		return data.private || !data.pushed_at ? void 0 : new Date(data.pushed_at);
	} catch (error) {
		throw explainGitHub(error, {
			doing: `reading ${owner}/${repo}`,
			permission: "contents: read",
			input: "workflow-token"
		});
	}
}
/** Enables the workflow, also where it is enabled: others report that GitHub counts the 60 days anew then. @throws what GitHub refuses */
async function enableWorkflow(client, { owner, repo, file }) {
	try {
		await client.rest.actions.enableWorkflow({
			owner,
			repo,
			workflow_id: file
		});
	} catch (error) {
		throw explainGitHub(error, {
			doing: `keeping the workflow ${file} of ${owner}/${repo} alive`,
			permission: "actions: write",
			input: "workflow-token"
		});
	}
}
/** Asks what is left of the budget, which costs none of it; the answer's headers also tell when the token dies. */
async function askBudget(client) {
	await client.rest.rateLimit.get({ request: ONCE }).catch(() => void 0);
}

// src/action/self-watch.ts
/** Warnings of what will fail one day if nobody does anything. Never throws. */
async function watchSelf(input) {
	const { reader, hasToken, now } = input;
	const [schedule] = await Promise.all([watchSchedule(input), lookAtToken(input)]);
	const expires = hasToken ? reader.seen.tokenExpires : void 0;
	return [tokenCountdown(expires, now), schedule].flatMap((warning) => warning ?? []);
}
/** A run that asked nothing of the API has not seen when its token dies, nor what is left of the budget. */
async function lookAtToken({ reader, hasToken, report, env }) {
	if (!hasToken || reader.seen.budget || !CAPTURING.includes(report.command)) return;
	const [first] = report.repositories;
	const [owner = ""] = (first?.repository ?? env["GITHUB_REPOSITORY"] ?? "").split("/");
	await reader.clientFor(owner).then(askBudget, () => void 0);
}
async function watchSchedule({ watch, env, log, now }) {
	const workflow = parseWorkflow(env["GITHUB_WORKFLOW_REF"]);
	const token = watch.workflowToken;
	if (env["GITHUB_EVENT_NAME"] !== "schedule" || !workflow || !token) return void 0;
	try {
		const client = await openOwnGitHub(env, {
			token,
			input: "workflow-token"
		}, log).clientFor(workflow.owner);
		if (!watch.keepalive) return scheduleCountdown(await lastPublicPush(client, workflow), now);
		await enableWorkflow(client, workflow);
		log.info(`the schedule of ${workflow.file} is kept alive`);
		return;
	} catch (error) {
		const { message, hint } = summariseError(error);
		const problem = hint ? `${message}. ${hint}` : message;
		if (watch.keepalive) return problem;
		log.info(`whether the schedule is about to stop is not known: ${problem}`);
		return;
	}
}

export { watchSelf };
// The lines of the report and the Markdown table that they become.
import type { Cost } from './command.ts';

/** One line of the table: ours against one peer at one kind of work. */
export interface Line {
  readonly work: string;
  readonly repository: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly target: string;
  readonly reached: 'yes' | 'no' | '-' | `skipped: ${string}`;
}

/** What ours and the peer cost, and how far ours may go. Without a limit the line only informs. */
export interface Comparison {
  readonly work: string;
  readonly repository: string;
  readonly ours: Cost | undefined;
  readonly peer: Cost | undefined;
  readonly peerName: string;
  readonly limit: number | undefined;
  /** Why one side is missing. */
  readonly missing?: string | undefined;
}

const columns = ['work', 'repository', 'ours', 'peer', 'ratio', 'target', 'reached'] as const;

/** A line that compares wall clock. */
export function compareWall(comparison: Comparison): Line {
  const { work, repository, ours, peer, peerName, limit } = comparison;
  const ratio = ours === undefined || peer === undefined ? undefined : ours.wall / peer.wall;
  return {
    work,
    repository,
    ours: ours === undefined ? '-' : formatCost(ours),
    peer: `${peerName}: ${peer === undefined ? '-' : formatCost(peer)}`,
    ratio: ratio === undefined ? '-' : `${ratio.toFixed(2)} x`,
    target: limit === undefined ? '-' : `${limit} x`,
    reached: ratio === undefined ? `skipped: ${comparison.missing ?? 'not measured'}` : judge(ratio, limit),
  };
}

/** Reached or not; a line without a limit is not judged. */
export function judge(value: number, limit: number | undefined): 'yes' | 'no' | '-' {
  if (limit === undefined) return '-';
  return value <= limit ? 'yes' : 'no';
}

/** Seconds with the digits that matter, CPU in brackets. */
export function formatCost(cost: Cost): string {
  return `${formatSeconds(cost.wall)} (CPU ${formatSeconds(cost.cpu)})`;
}

/** 0.0123 s as "12.3 ms", 12.34 s as "12.3 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.1) return `${(seconds * 1000).toFixed(1)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** Bytes in decimal megabytes. */
export function formatBytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1)} MB`;
}

/** The whole report as one Markdown table. */
export function renderTable(lines: readonly Line[]): string {
  const rows = lines.map((line) => columns.map((column) => line[column].replaceAll('|', '\\|')));
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

// Pages of a list as GitHub cuts them, with the Link header by which clients find the next one.
import type { Answer, Call } from './routes.ts';

/** The page that was asked for. `wrap` makes the answer of it, where a bare list is not what GitHub gives. */
export function pageOf<T>(
  all: readonly T[],
  { query, request }: Pick<Call, 'query' | 'request'>,
  { url }: { url: string },
  wrap: (page: T[]) => unknown = (page) => page,
): Answer {
  const size = clamp(Number(query.get('per_page') ?? 30), 1, 100);
  const page = clamp(Number(query.get('page') ?? 1), 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(all.length / size));
  const address = (number: number) => {
    const changed = new URLSearchParams(query);
    changed.set('page', String(number));
    return `<${url}${request.path}?${changed.toString()}>`;
  };
  const links = [
    ...(page > 1 ? [`${address(Math.min(page, last + 1) - 1)}; rel="prev"`] : []),
    ...(page < last ? [`${address(page + 1)}; rel="next"`, `${address(last)}; rel="last"`] : []),
    ...(page > 1 ? [`${address(1)}; rel="first"`] : []),
  ];
  const json = wrap(all.slice((page - 1) * size, page * size));
  return { status: 200, headers: links.length > 0 ? { link: links.join(', ') } : {}, json };
}

function clamp(value: number, low: number, high: number): number {
  return Number.isInteger(value) ? Math.min(Math.max(value, low), high) : low;
}

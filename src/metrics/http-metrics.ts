import { Histogram } from '../model/histogram.ts';
import { type RouteReport, secondsBounds } from './process-report.ts';

/** An answer to a caller, of whatever kind. */
export interface HttpAnswer {
  readonly method: string;
  /** The route's pattern; undefined where there is none. */
  readonly route: string | undefined;
  readonly status: number;
  readonly durationMs: number;
}

/** What callers ask and how long they wait, by route. */
export class HttpMetrics {
  readonly #routes = new Map<string, RouteReport & { readonly seconds: Histogram }>();

  count({ method, route: pattern, status, durationMs }: HttpAnswer): void {
    // Of methods and paths that we do not know there would be no end.
    const known = pattern === undefined ? 'none' : method;
    const route = pattern ?? 'none';
    const statusClass = `${Math.trunc(status / 100)}xx`;
    const key = `${known} ${route} ${statusClass}`;
    let counted = this.#routes.get(key);
    if (!counted) {
      counted = { method: known, route, statusClass, seconds: new Histogram(secondsBounds) };
      this.#routes.set(key, counted);
    }
    counted.seconds.observe(durationMs / 1000);
  }

  report(): RouteReport[] {
    return [...this.#routes.values()].map((route) => ({ ...route, seconds: route.seconds.snapshot() }));
  }
}

import { QueryClient } from "@tanstack/react-query"

import { Problem } from "./problem"

const MOST_TRIES = 3

/** One cache for the app. A clear no is not asked again; a server that is away is. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The server may be on this very machine: that there is no internet means nothing.
        networkMode: "always",
        staleTime: 1000,
        retry: (tries, error) => isPassing(error) && tries < MOST_TRIES,
        retryDelay: (tries, error) => waitMs(tries, error),
      },
    },
  })
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return false
  return error.status === 0 || error.status === 429 || error.status >= 502
}

function waitMs(tries: number, error: unknown): number {
  const asked = error instanceof Problem ? error.retryAfter : null
  return asked === null ? 500 * 2 ** tries : asked * 1000
}

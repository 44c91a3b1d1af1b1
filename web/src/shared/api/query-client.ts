import { QueryClient } from "@tanstack/react-query"

import { Problem } from "./problem"

const MOST_TRIES = 3

/** One cache for the app. A clear no is not asked again; a server that is away or loads is. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The server may be on this very machine: that there is no internet means nothing.
        networkMode: "always",
        staleTime: 1000,
        retry: (tries, error) => isLoading(error) || (isPassing(error) && tries < MOST_TRIES),
        retryDelay: (tries, error) => waitMs(tries, error),
      },
    },
  })
}

/** True while ranks are being loaded: however long that takes, it ends. */
function isLoading(error: unknown): boolean {
  return error instanceof Problem && error.status === 503
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Problem)) return false
  return error.status === 0 || error.status === 429 || error.status >= 502
}

function waitMs(tries: number, error: unknown): number {
  const asked = error instanceof Problem ? error.retryAfter : null
  return asked === null ? 500 * 2 ** tries : asked * 1000
}

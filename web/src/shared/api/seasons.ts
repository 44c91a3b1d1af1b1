import { queryOptions } from "@tanstack/react-query"

import { path, request } from "./request"

import type { Season } from "./types"

/** A window's seasons, newest first. */
export const seasonsQuery = (leaderboard: string, window: string | undefined) =>
  queryOptions({
    queryKey: ["seasons", leaderboard, window],
    queryFn: ({ signal }) =>
      request<Season[]>(path("leaderboards", leaderboard, "seasons"), {
        query: { window, limit: 60 },
        signal,
      }),
    staleTime: 30_000,
  })

import { queryOptions, useQuery } from "@tanstack/react-query"

import { path, request } from "./request"

import type { Leaderboard } from "./types"

/** The names of a leaderboard's windows, in its own order. */
export function windowNames(board: Pick<Leaderboard, "windows"> | undefined): string[] {
  return board?.windows.map((one) => (typeof one === "string" ? one : one.name)) ?? []
}

export const leaderboardsQuery = () =>
  queryOptions({
    queryKey: ["leaderboards"],
    queryFn: ({ signal }) => request<Leaderboard[]>(path("leaderboards"), { signal }),
    staleTime: 30_000,
  })

/** All leaderboards that the visitor may read. */
export const useLeaderboards = () => useQuery(leaderboardsQuery())

export const leaderboardQuery = (id: string) =>
  queryOptions({
    queryKey: ["leaderboards", id],
    queryFn: ({ signal }) => request<Leaderboard>(path("leaderboards", id), { signal }),
    staleTime: 30_000,
  })

/** One leaderboard's definition. */
export const useLeaderboard = (id: string) => useQuery(leaderboardQuery(id))

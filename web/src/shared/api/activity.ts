import { useQuery } from "@tanstack/react-query"

import { path, request } from "./request"

import type { Activity, BoardActivity } from "./types"

const EVERY_MS = 2000

/** What happens on all leaderboards, asked again every two seconds. */
export const useActivity = () =>
  useQuery({
    queryKey: ["activity"],
    queryFn: ({ signal }) => request<Activity>(path("activity"), { signal }),
    refetchInterval: EVERY_MS,
  })

/** What happens on one leaderboard. */
export const useBoardActivity = (leaderboard: string) =>
  useQuery({
    queryKey: ["activity", leaderboard],
    queryFn: ({ signal }) =>
      request<BoardActivity>(path("leaderboards", leaderboard, "activity"), { signal }),
    refetchInterval: EVERY_MS,
  })

/** Scores of each of the last 60 minutes; the running one counts as the last 60 seconds do. */
export function perMinute({ per_minute, events_last_minute }: BoardActivity): number[] {
  return [...per_minute.slice(0, -1), events_last_minute]
}

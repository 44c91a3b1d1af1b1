import { queryOptions } from "@tanstack/react-query"

import { path, request } from "./request"

import type { Page } from "./types"

/** Which season of which leaderboard; the open season of the first window where left out. */
export type Place = {
  leaderboard: string
  window?: string | undefined
  season?: number | undefined
  segment?: string | undefined
}

export const placeQuery = ({ window, season, segment }: Place) => ({ window, season, segment })

/** Entries from an offset on, in board order. */
export const entriesQuery = (place: Place, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["entries", place, offset, limit],
    queryFn: ({ signal }) =>
      request<Page>(path("leaderboards", place.leaderboard, "entries"), {
        query: { ...placeQuery(place), offset, limit },
        signal,
      }),
  })

/** A player's entry among up to `span` above and below. */
export const aroundQuery = (place: Place, player: string, span: number) =>
  queryOptions({
    queryKey: ["around", place, player, span],
    queryFn: ({ signal }) =>
      request<Page>(path("leaderboards", place.leaderboard, "entries", player, "around"), {
        query: { ...placeQuery(place), span },
        signal,
      }),
  })

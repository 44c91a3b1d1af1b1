import { keepPreviousData, queryOptions } from "@tanstack/react-query"

import { path, placeQuery, request, type Place } from "@/shared/api"

import type { History } from "@/shared/api"

const POINTS = 400

/** How a player's entry came about. `stamp` changes when there is more: the events it took. */
export const historyQuery = (place: Place, player: string, stamp: number) =>
  queryOptions({
    queryKey: ["history", place, player, stamp],
    queryFn: ({ signal }) => {
      const address = path("leaderboards", place.leaderboard, "entries", player, "history")
      const query = { ...placeQuery(place), limit: POINTS }
      return request<History>(address, { query, signal })
    },
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })

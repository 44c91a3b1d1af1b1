import { queryOptions } from "@tanstack/react-query"

import { placeQuery, type Place } from "./entries"
import { path, request } from "./request"

import type { Stats } from "./types"

/** How a season's scores are spread. */
export const statsQuery = (place: Place) =>
  queryOptions({
    queryKey: ["stats", place],
    queryFn: ({ signal }) =>
      request<Stats>(path("leaderboards", place.leaderboard, "stats"), {
        query: placeQuery(place),
        signal,
      }),
  })

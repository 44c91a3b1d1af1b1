import { queryOptions } from "@tanstack/react-query"

import { placeQuery, type Place } from "./entries"
import { path, request } from "./request"

import type { Numeric } from "@/shared/format/score"
import type { components } from "./schema"

type Schemas = components["schemas"]
/** A score, or that a player's entry was taken out, which has no score. */
export type BoardEvent = Omit<Schemas["EventOut"], "score" | "scores"> & {
  score: Numeric | null
  scores: Record<string, Numeric> | null
}
export type Events = Omit<Schemas["EventsOut"], "events"> & { events: BoardEvent[] }

/** A season's events after a sequence, oldest first, at most 1000: `next` is what goes on. */
export const fetchEvents = (place: Place, after: number, limit: number, signal?: AbortSignal) =>
  request<Events>(path("leaderboards", place.leaderboard, "events"), {
    query: { ...placeQuery(place), after, limit },
    ...(signal && { signal }),
  })

/** A player's last events in a season, newest first. `stamp` changes when there are more. */
export const lastEventsQuery = (place: Place, player: string, limit: number, stamp: number) =>
  queryOptions({
    queryKey: ["events", place, player, limit, stamp],
    queryFn: ({ signal }) =>
      request<Events>(path("leaderboards", place.leaderboard, "events"), {
        query: { ...placeQuery(place), player, limit, order: "newest" },
        signal,
      }),
    staleTime: Infinity,
  })

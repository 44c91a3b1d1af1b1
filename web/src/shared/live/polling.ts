import { placeQuery, type Place } from "@/shared/api/entries"
import { isNotFound } from "@/shared/api/problem"
import { path, request } from "@/shared/api/request"

import type { Entry, Page } from "@/shared/api/types"
import type { Followed, Snapshot } from "./messages"

/** The state that a socket would have told, asked for: where no socket passes. */
export async function pollSnapshot(
  place: Place,
  top: number,
  players: string[],
  version: number,
): Promise<Snapshot> {
  const query = placeQuery(place)
  const [page, ...followed] = await Promise.all([
    request<Page>(path("leaderboards", place.leaderboard, "entries"), {
      query: { ...query, limit: Math.max(1, top) },
    }),
    ...players.map((player) => pollPlayer(place, player)),
  ])
  const { leaderboard, window, season, total } = page
  const entries = page.entries.map((entry, index) => ({ ...entry, position: index + 1 }))
  const known = new Map(entries.map((entry) => [entry.player, entry]))
  return {
    type: "snapshot",
    version,
    leaderboard,
    window,
    season,
    total,
    entries,
    players: followed.map((one) => known.get(one.player) ?? one),
  }
}

async function pollPlayer(place: Place, player: string): Promise<Followed> {
  try {
    const address = path("leaderboards", place.leaderboard, "entries", player)
    const entry = await request<Entry>(address, { query: placeQuery(place) })
    // Below the top the rank stands for the place: equal up to ties.
    return { ...entry, position: entry.rank }
  } catch (error) {
    if (isNotFound(error)) return { player, rank: null, position: null }
    throw error
  }
}

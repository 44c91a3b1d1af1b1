import { queryOptions } from "@tanstack/react-query"

import { path, request } from "./request"

import type { Player, PlayerEntry, Players } from "./types"

/** Players whose id or name holds a text. */
export const playersQuery = (search: string, limit = 8) =>
  queryOptions({
    queryKey: ["players", { search, limit }],
    queryFn: ({ signal }) =>
      request<Players>(path("players"), { query: { search, limit }, signal }),
    staleTime: 10_000,
  })

/** A player's profile. */
export const playerQuery = (player: string) =>
  queryOptions({
    queryKey: ["players", player],
    queryFn: ({ signal }) => request<Player>(path("players", player), { signal }),
    staleTime: 30_000,
  })

/** A player's entries in the open seasons of every leaderboard. */
export const playerEntriesQuery = (player: string) =>
  queryOptions({
    queryKey: ["players", player, "entries"],
    queryFn: ({ signal }) => request<PlayerEntry[]>(path("players", player, "entries"), { signal }),
  })

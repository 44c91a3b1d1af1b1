import { useMemo } from "react"

import { useLive, type Live } from "@/shared/live"

import type { PlayerEntry } from "@/shared/api"

/** Entries as they move, null where one is taken out. */
export type Standings = { entries: (PlayerEntry | null)[]; live: Live }

/** Follows players on one leaderboard, wherever they stand. */
export function useStandings(known: PlayerEntry[]): Standings {
  const [first] = known
  const followed = JSON.stringify(known.map(({ player }) => player))
  const players = useMemo(() => JSON.parse(followed) as string[], [followed])
  const live = useLive({
    leaderboard: first?.leaderboard ?? "",
    window: first?.window,
    top: 0,
    players,
    enabled: first !== undefined,
  })
  const entries = known.map((entry) => {
    const told = live.board?.players[entry.player]
    if (!live.board || !told) return entry
    if (told.rank === null) return null
    const { season, total } = live.board
    return { ...entry, ...told, season, total }
  })
  return { entries, live }
}

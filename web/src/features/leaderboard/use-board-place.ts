import { useMemo } from "react"

import { windowNames } from "@/shared/api"
import { usePreferences } from "@/shared/preferences"
import { useQueryState, wholeOf, type QueryState } from "@/shared/url"

import type { Leaderboard, Place } from "@/shared/api"

export const VIEWS = ["all", "top10", "top50"] as const
export type View = (typeof VIEWS)[number]

/** What the address says about a leaderboard's page. */
export type BoardPlace = {
  place: Place
  windows: string[]
  window: string
  season: number | undefined
  view: View
  /** The player that is looked for. */
  player: string | null
  /** The position that the page begins at, from 1. */
  at: number | null
  you: string | null
  set: QueryState["set"]
}

/** The page's state, all of it from the address; only `you` is kept in the browser too. */
export function useBoardPlace(board: Leaderboard): BoardPlace {
  const { get, set } = useQueryState()
  const you = usePreferences((preferences) => preferences.you)
  const windows = windowNames(board)
  const window = get("window") ?? windows[0] ?? "all-time"
  const season = wholeOf(get("season"))
  const segment = get("segment") ?? undefined
  const place = useMemo(
    () => ({ leaderboard: board.id, window, season, segment }),
    [board.id, window, season, segment],
  )
  const view = VIEWS.find((one) => one === get("view")) ?? "all"
  const player = get("player")
  return { place, windows, window, season, view, player, at: wholeOf(get("at")) ?? null, you, set }
}

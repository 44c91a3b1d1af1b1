import { useQuery } from "@tanstack/react-query"
import { useEffect, useMemo, useRef } from "react"

import { isRefused, leaderboardQuery, windowNames, type Leaderboard } from "@/shared/api"
import { useLive, type Live } from "@/shared/live"

import type { Look } from "./parameters"

/** A screen runs for days: it finds the leaderboard also when it is made later. */
const ASK_AGAIN_MS = 4000
const REFRESH_MS = 60_000

export type StageBoard = {
  board: Leaderboard | undefined
  live: Live
  window: string | undefined
  error: Error | null
  /** True where it was deleted or made private: what is known of it is its last state. */
  isGone: boolean
}

/** The leaderboard that an overlay or an embed shows, for as long as it is shown. */
export function useStageBoard(id: string, look: Look): StageBoard {
  const { data, error, refetch } = useQuery({
    ...leaderboardQuery(id),
    retry: false,
    refetchInterval: ({ state }) => (state.status === "success" ? REFRESH_MS : ASK_AGAIN_MS),
    refetchIntervalInBackground: true,
  })
  const windows = windowNames(data)
  // A window that this leaderboard does not have is as if it were not asked for.
  const window = windows.find((one) => one === look.window) ?? windows[0]
  const players = useMemo(() => (look.player === null ? [] : [look.player]), [look.player])
  const live = useLive({
    leaderboard: id,
    window,
    top: look.rows,
    players,
    enabled: data !== undefined,
  })
  const isClosed = live.phase === "closed"
  const wasClosed = useRef(isClosed)
  useEffect(() => {
    // What comes back may have been made anew: its definition is asked for too.
    if (isClosed !== wasClosed.current) void refetch()
    wasClosed.current = isClosed
  }, [isClosed, refetch])
  return { board: data, live, window, error, isGone: isClosed || isRefused(error) }
}

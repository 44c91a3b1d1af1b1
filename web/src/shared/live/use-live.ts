import { useCallback, useEffect, useReducer, useRef } from "react"

import { placeQuery, type Place } from "@/shared/api/entries"
import { path, queryOf } from "@/shared/api/request"

import { LiveConnection } from "./connection"
import { pollSnapshot } from "./polling"
import { NOTHING_HEARD, reduceLive, type LiveEvent, type LiveState } from "./state"

const POLL_MS = 2000
/** After so many failed attempts without a word, the state is asked for instead. */
const FAILURES_BEFORE_POLLING = 2
const NOBODY: string[] = []

type Options = Place & {
  /** How many of the top, 0 to 100. */
  top: number
  /** Players that are followed wherever they stand, at most 20. */
  players?: string[]
  /** False where there is nothing to follow: a closed season. */
  enabled?: boolean
}

export type Live = LiveState & { retry: () => void }

/**
 * A leaderboard as it moves. What is known stays while the connection is away, and while
 * other players are followed; another leaderboard, window or season begins from nothing.
 */
export function useLive(options: Options): Live {
  const { leaderboard, window, segment, top, players = NOBODY, enabled = true } = options
  const [state, dispatch] = useReducer(reduceKeyed, { key: "", live: NOTHING_HEARD })
  const connection = useRef<LiveConnection | null>(null)
  const board = JSON.stringify([leaderboard, window, segment])
  const followed = JSON.stringify(players)

  useEffect(() => {
    if (!enabled) return
    const place = { leaderboard, window, segment }
    const tell = (event: LiveEvent) => dispatch({ key: board, event })
    const address = (since: number | null) =>
      liveAddress(place, top, JSON.parse(followed) as string[], since)
    connection.current = new LiveConnection({ address, tell })
    return () => connection.current?.end()
    // The place is told apart by its text: a new object with the same parts is the same place.
  }, [board, top, followed, enabled]) // eslint-disable-line hooks/exhaustive-deps

  const live = state.key === board ? state.live : NOTHING_HEARD
  const socketless = live.failures >= FAILURES_BEFORE_POLLING && live.phase !== "closed"
  usePolling(enabled && socketless, options, board, dispatch)
  const retry = useCallback(() => connection.current?.retry(), [])
  return { ...live, retry }
}

type Keyed = { key: string; live: LiveState }

function reduceKeyed(state: Keyed, { key, event }: { key: string; event: LiveEvent }): Keyed {
  return { key, live: reduceLive(state.key === key ? state.live : NOTHING_HEARD, event) }
}

function liveAddress(place: Place, top: number, players: string[], since: number | null): string {
  const query = queryOf({ ...placeQuery(place), top, since })
  const followed = players.map((player) => `&player=${encodeURIComponent(player)}`).join("")
  const { protocol, host } = location
  const scheme = protocol === "https:" ? "wss" : "ws"
  return `${scheme}://${host}${path("leaderboards", place.leaderboard, "live")}${query}${followed}`
}

function usePolling(
  active: boolean,
  { top, players = NOBODY, ...place }: Options,
  board: string,
  dispatch: (told: { key: string; event: LiveEvent }) => void,
): void {
  const version = useRef(0)
  const poll = useRef(async () => {})
  poll.current = async () => {
    try {
      const snapshot = await pollSnapshot(place, top, players, ++version.current)
      dispatch({ key: board, event: { type: "polled", snapshot, at: Date.now() } })
    } catch {
      dispatch({ key: board, event: { type: "unanswered" } })
    }
  }
  useEffect(() => {
    if (!active) return
    void poll.current()
    const timer = setInterval(() => void poll.current(), POLL_MS)
    return () => clearInterval(timer)
  }, [active, board])
}

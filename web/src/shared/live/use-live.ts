import { useCallback, useEffect, useReducer, useRef, type RefObject } from "react"

import { placeQuery, type Place } from "@/shared/api/entries"
import { isRefused } from "@/shared/api/problem"
import { path, queryOf, request } from "@/shared/api/request"

import { LiveConnection } from "./connection"
import { pollSnapshot } from "./polling"
import {
  FAILURES_BEFORE_POLLING,
  NOTHING_HEARD,
  reduceLive,
  type LiveEvent,
  type LiveState,
} from "./state"

const POLL_MS = 2000
/** What is closed is asked for so often, up to twice that by chance, whether it is there again. */
const AGAIN_MS = 5000
/** What the API says of a window or season that a leaderboard does not have. */
const NO_SUCH_SEASON = "season_not_found"
const NOBODY: string[] = []

type Options = Place & {
  /** How many of the top, 0 to 100. */
  top: number
  /** Players that are followed wherever they stand, at most 20. */
  players?: string[]
  /** False where there is nothing to follow: a closed season. */
  enabled?: boolean
}

export type Live = LiveState & {
  /** Try at once; of what was closed, whether it is there again. */
  retry: () => void
}

/**
 * A leaderboard as it moves. What is known stays while the connection is away, and while
 * other players are followed; another leaderboard, window or season begins from nothing.
 */
export function useLive(options: Options): Live {
  const { leaderboard, window, segment, top, players = NOBODY, enabled = true } = options
  const [state, dispatch] = useReducer(reduceKeyed, { key: "", live: NOTHING_HEARD })
  const connection = useRef<LiveConnection | null>(null)
  const [life, begin] = useReducer((count: number) => count + 1, 0)
  const board = JSON.stringify([leaderboard, window, segment])
  const followed = JSON.stringify(players)

  useEffect(() => {
    if (!enabled) return
    const place = { leaderboard, window, segment }
    const tell = (event: LiveEvent) => dispatch({ key: board, event })
    const address = (since: number | null) =>
      liveAddress(place, top, JSON.parse(followed) as string[], since)
    const opened = new LiveConnection({ address, tell })
    connection.current = opened
    return () => {
      opened.end()
      connection.current = null
    }
    // The place is told apart by its text: a new object with the same parts is the same place.
  }, [board, top, followed, enabled, life]) // eslint-disable-line hooks/exhaustive-deps

  const live = state.key === board ? state.live : NOTHING_HEARD
  // A browser is not told why a socket is refused: where nothing was heard yet, it is asked.
  const patience = live.phase === "connecting" ? 1 : FAILURES_BEFORE_POLLING
  const socketless = live.polling || live.failures >= patience
  usePolling(enabled && socketless, options, { board, dispatch, connection })
  const isClosed = live.phase === "closed"
  const retry = useCallback(() => {
    if (isClosed) begin()
    else connection.current?.retry()
  }, [isClosed])
  useReturn(enabled && isClosed && !live.isFinal, options, begin)
  return { ...live, retry }
}

/** Asks now and then whether what was closed is there again, and begins anew where it is. */
function useReturn(active: boolean, options: Options, begin: () => void): void {
  const asked = useRef(options)
  useEffect(() => void (asked.current = options))
  useEffect(() => {
    if (!active) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout>
    const ask = async () => {
      const address = path("leaderboards", asked.current.leaderboard, "entries")
      const query = { ...placeQuery(asked.current), limit: 1 }
      const isThere = await request(address, { query }).then(
        () => true,
        () => false,
      )
      if (isOver) return
      if (isThere) begin()
      wait()
    }
    const wait = () => {
      timer = setTimeout(() => void ask(), AGAIN_MS * (1 + Math.random()))
    }
    wait()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [active, begin])
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

type Told = {
  board: string
  dispatch: (told: { key: string; event: LiveEvent }) => void
  connection: RefObject<LiveConnection | null>
}

/** Asks for the state while no socket passes; an answer that comes later is not told. */
function usePolling(active: boolean, options: Options, { board, dispatch, connection }: Told) {
  const version = useRef(0)
  const asked = useRef(options)
  useEffect(() => void (asked.current = options))
  useEffect(() => {
    if (!active) return
    let isOver = false
    const tell = (event: LiveEvent) => isOver || dispatch({ key: board, event })
    const poll = async () => {
      const { top, players = NOBODY, ...place } = asked.current
      try {
        const snapshot = await pollSnapshot(place, top, players, ++version.current)
        if (isOver) return
        tell({ type: "polled", snapshot, at: Date.now() })
        connection.current?.forget()
      } catch (error) {
        if (isOver) return
        if (!isRefused(error)) return tell({ type: "unanswered" })
        connection.current?.end()
        const { detail, code } = error
        tell({ type: "closed", reason: detail || null, isFinal: code === NO_SUCH_SEASON })
        isOver = true
      }
    }
    const goOn = async () => {
      while (!isOver) {
        await poll()
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    }
    void goOn()
    return () => void (isOver = true)
  }, [active, board, dispatch, connection])
}

import { useEffect, useMemo, useReducer, useState } from "react"

import { fetchEvents, isNotFound, type Events, type Leaderboard, type Place } from "@/shared/api"

import { Recording } from "./fold/recording"
import { Timeline } from "./fold/timeline"

const PAGE = 1000
const RETRY_MS = 2000

export type Loaded = {
  recording: Recording
  /** Null until the first page is there, and where there is no event. */
  timeline: Timeline | null
  /** How many events have come; grows while more come in. */
  count: number
  total: number | null
  season: number | null
  isWhole: boolean
  error: unknown
}

type Told =
  | { type: "page"; timeline: Timeline; page: Events; isLast: boolean }
  | { type: "error"; error: unknown }

/**
 * A season's events, page by page, while what has come is shown already. What is scored after
 * the first page was asked for is not part of it: a replay has an end.
 */
export function useRecording(board: Leaderboard, place: Place): Loaded & { retry: () => void } {
  const { window, season } = place
  const [tries, retry] = useReducer((count: number) => count + 1, 0)
  const start = useMemo(
    () => begin(board),
    // Another season begins from nothing; a board's definition does not change under events.
    [board.id, window, season], // eslint-disable-line hooks/exhaustive-deps
  )
  const [state, setState] = useState(start)
  const loaded = state.recording === start.recording ? state : start

  useEffect(() => {
    const abort = new AbortController()
    const told = (part: Told) => {
      if (abort.signal.aborted) return
      setState((before) => after(before.recording === start.recording ? before : start, part))
    }
    void load(start.recording, { leaderboard: board.id, window, season }, told, abort.signal)
    return () => abort.abort()
  }, [start, board.id, window, season, tries])
  return { ...loaded, retry }
}

function begin(board: Leaderboard): Loaded {
  const recording = new Recording(board)
  const nothing = { timeline: null, count: 0, total: null, season: null }
  return { recording, ...nothing, isWhole: false, error: null }
}

function after(before: Loaded, told: Told): Loaded {
  if (told.type === "error") return { ...before, error: told.error }
  const { timeline, page, isLast } = told
  return {
    ...before,
    timeline: page.total > 0 ? timeline : null,
    count: before.recording.length,
    total: timeline.extent.total,
    season: page.season,
    isWhole: isLast,
    error: null,
  }
}

/** Goes on after what the recording holds, so that a lost connection costs nothing. */
async function load(
  recording: Recording,
  place: Place,
  tell: (told: Told) => void,
  signal: AbortSignal,
): Promise<void> {
  let timeline: Timeline | null = null
  let after = recording.tape.sequence[recording.length - 1] ?? 0
  const ask = () => fetchEvents(place, after, PAGE, signal)
  let asked = ask()
  while (!signal.aborted) {
    try {
      const page = await asked
      if (isLeft(signal)) return
      after = page.next ?? after
      // The next page is on its way while this one is folded.
      if (page.next !== null) void (asked = ask()).catch(() => {})
      timeline ??= new Timeline(recording.tape, extentOf(page))
      recording.add(page.events)
      timeline.extend()
      const isLast = page.next === null || recording.scores >= timeline.extent.total
      tell({ type: "page", timeline, page, isLast })
      if (isLast) return
    } catch (error) {
      if (isLeft(signal)) return
      tell({ type: "error", error })
      if (isNotFound(error)) return
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      asked = ask()
    }
  }
}

/** Asked anew after each wait: the compiler takes the last answer for granted. */
function isLeft(signal: AbortSignal): boolean {
  return signal.aborted
}

function extentOf({ first_at, last_at, total }: Events) {
  return { first: Date.parse(first_at ?? ""), last: Date.parse(last_at ?? ""), total }
}

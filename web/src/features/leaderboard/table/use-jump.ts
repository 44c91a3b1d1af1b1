import { useEffect, useRef } from "react"

import { wantsNoMotion } from "@/shared/ui"

import type { Live } from "@/shared/live"
import type { BoardPlace } from "../use-board-place"
import type { Range } from "./range"

const WRITE_MS = 400
/** Nearer than this the way is scrolled, so that one sees where it leads. */
const NEAR_ROWS = 400

type Options = {
  state: BoardPlace
  live: Live
  count: number
  first: number
  range: Range
  scrollTo: (index: number, behavior?: ScrollBehavior) => void
}

/** Goes to the player or the position that the address names, and writes where one is. */
export function useJump({ state, live, count, first, range, scrollTo }: Options): void {
  const { player, at, set } = state
  const done = useRef<string | null>(null)
  const told = player === null ? undefined : live.board?.players[player]
  const position = told?.position ?? live.board?.entries.find((e) => e.player === player)?.position

  useEffect(() => {
    const wanted = player !== null ? position : at
    const key = `${player} ${player === null ? "" : "player"}`
    if (!wanted || count === 0 || done.current === key) return
    done.current = key
    const index = wanted - 1 - first
    const isNear = Math.abs(index - range.first) < NEAR_ROWS && !wantsNoMotion()
    if (index < 0) window.scrollTo({ top: 0, behavior: "smooth" })
    else scrollTo(index, isNear ? "smooth" : "auto")
  }, [player, at, position, count, first, range.first, scrollTo])

  // The row in the middle, which is where a jump puts the one that it goes to.
  const seen = range.first === 0 ? 0 : Math.floor((range.first + range.last) / 2)
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = seen > 0 ? seen + first + 1 : null
      // Where the address leads to a row that is still on its way, one is not there yet.
      const isOnTheWay = at !== null && done.current === null
      if (player === null && next !== at && !isOnTheWay) {
        done.current = "null "
        set({ at: next })
      }
    }, WRITE_MS)
    return () => clearTimeout(timer)
    // Only where one is counts: what the address says is the answer, not the question.
  }, [seen]) // eslint-disable-line hooks/exhaustive-deps
}

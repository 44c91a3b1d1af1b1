import { useQuery } from "@tanstack/react-query"

import { aroundQuery, isNotFound, type Entry } from "@/shared/api"

import type { Live } from "@/shared/live"
import type { BoardPlace } from "../use-board-place"

const SPAN = 2
const REFRESH_MS = 2000

export type You = {
  id: string
  /** Null for someone without an entry in this season. */
  entry: Entry | null
  /** You and those around you, in board order. */
  around: Entry[]
  total: number
  isLoading: boolean
}

/** The visitor's own entry and neighbours; null where the visitor has not said who it is. */
export function useYou(state: BoardPlace, live: Live, isClosed: boolean): You | null {
  const id = state.you
  const query = useQuery({
    ...aroundQuery(state.place, id ?? "", SPAN),
    enabled: id !== null,
    refetchInterval: isClosed ? false : REFRESH_MS,
  })
  if (id === null) return null
  const around = query.data?.entries ?? []
  const told = isClosed ? undefined : live.board?.players[id]
  const isGone = isNotFound(query.error)
  const known = around.find(({ player }) => player === id) ?? null
  const entry = told ? (told.rank === null ? null : told) : isGone ? null : known
  const total = (isClosed ? undefined : live.board?.total) ?? query.data?.total ?? 0
  return { id, entry, around: isGone ? [] : around, total, isLoading: query.isLoading && !told }
}

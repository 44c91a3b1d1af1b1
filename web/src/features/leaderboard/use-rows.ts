import { useQueries } from "@tanstack/react-query"
import { useState } from "react"

import { entriesQuery, untilRefused, type Entry, type Place } from "@/shared/api"

import { PAGE, pagesOf } from "./pages"

import type { LiveBoard } from "@/shared/live"
import type { View } from "./use-board-place"

const REFRESH_MS = 2000
const MOST = { all: Infinity, top50: 50, top10: 10 } as const

/** Entries by their place in board order, from wherever they are known. */
export type Rows = {
  /** How many there are in all; null before anything is known. */
  total: number | null
  /** How many of them are shown. */
  count: number
  /** The entry at an index from 0; undefined while it is not known. */
  at: (index: number) => Entry | undefined
  /** Say which indexes are seen, so that their pages are asked for. */
  see: (first: number, last: number) => void
  error: Error | null
  retry: () => void
}

type Options = { isClosed: boolean; isGone: boolean; view: View }

/**
 * The rows of a leaderboard of any length: the top from the live feed, the others page by page
 * as they come into view, asked again every two seconds while they are seen.
 */
export function useRows(place: Place, live: LiveBoard | null, options: Options): Rows {
  const { isClosed, isGone, view } = options
  const [seen, setSeen] = useState<[first: number, last: number]>([0, 0])
  const top = isClosed ? [] : (live?.entries ?? [])
  const pages = isGone ? [] : pagesOf(seen, isClosed || !live ? null : top.length)
  const asked = useQueries({
    queries: pages.map((page) => ({
      ...entriesQuery(place, page * PAGE, PAGE),
      staleTime: isClosed ? Infinity : REFRESH_MS / 2,
      // A clear no stays one: a season that is not there.
      refetchInterval: isClosed ? (false as const) : untilRefused(REFRESH_MS),
    })),
  })
  const known = new Map(pages.map((page, index) => [page, asked[index]?.data]))
  const told =
    (isClosed ? null : live?.total) ?? asked.find(({ data }) => data)?.data?.total ?? null
  // While the next page is on its way there are as many as before: without, the list would go.
  const [kept, keep] = useState({ place, total: told })
  if (told !== null && (kept.place !== place || kept.total !== told)) keep({ place, total: told })
  const total = told ?? (kept.place === place ? kept.total : null)
  const at = (index: number): Entry | undefined =>
    top[index] ?? known.get(Math.floor(index / PAGE))?.entries[index % PAGE]
  const failed = asked.find((query) => query.isError)
  return {
    total,
    count: Math.min(total ?? 0, MOST[view]),
    at,
    see: (first, last) => {
      if (first !== seen[0] || last !== seen[1]) setSeen([first, last])
    },
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  }
}

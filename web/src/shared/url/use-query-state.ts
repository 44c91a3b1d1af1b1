import { useCallback } from "react"
import { useLocation, useSearch } from "wouter"

import { currentPage } from "./exact-location"

/** What the address says after `?`, and a way to change parts of it. */
export type QueryState = {
  get: (name: string) => string | null
  /** null takes a part away. Replaces the address: Back leaves the page, not the last tab. */
  set: (changes: Record<string, string | number | null>) => void
}

/** The state that a link carries. Every choice on a page belongs in it. */
export function useQueryState(): QueryState {
  const search = useSearch()
  const [page, navigate] = useLocation()
  const get = useCallback((name: string) => new URLSearchParams(search).get(name), [search])
  const set = useCallback(
    (changes: Record<string, string | number | null>) => {
      const query = withChanges(location.search, changes)
      // A change that comes late, when the page is left already, is none of the next page's.
      if (currentPage() === page) navigate(location.pathname + query, { replace: true })
    },
    [navigate, page],
  )
  return { get, set }
}

/** A part of an address as a whole number; undefined where it is none. */
export function wholeOf(text: string | null): number | undefined {
  return text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** A query string with parts changed; the others stay as they are. */
export function withChanges(
  search: string,
  changes: Record<string, string | number | null>,
): string {
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes))
    if (value === null) query.delete(name)
    else query.set(name, String(value))
  const text = query.toString()
  return text && `?${text}`
}

/** The app's addresses, in one place. */
export const address = {
  home: () => "/",
  leaderboard: (id: string, query: Record<string, string | number | null> = {}) =>
    `/leaderboards/${encodeURIComponent(id)}${withChanges("", query)}`,
  player: (id: string) => `/players/${encodeURIComponent(id)}`,
  compare: (id: string, other: string) =>
    `/players/${encodeURIComponent(id)}/compare/${encodeURIComponent(other)}`,
  replay: (id: string, query: Record<string, string | number | null> = {}) =>
    `/leaderboards/${encodeURIComponent(id)}/replay${withChanges("", query)}`,
  overlay: (id: string) => `/overlay/${encodeURIComponent(id)}`,
  embed: (id: string) => `/embed/${encodeURIComponent(id)}`,
}

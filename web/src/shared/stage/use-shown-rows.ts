import { useEffect, useState } from "react"

import { shownRows, type ShownRow } from "./shown-rows"

import type { LiveEntry } from "@/shared/live"

/** Longer than a row glides. */
const GONE_AFTER_MS = 600

/** The rows of a tower, with those on their way out for as long as the way takes. */
export function useShownRows(entries: LiveEntry[]): ShownRow[] {
  const [shown, setShown] = useState({ entries, rows: shownRows(null, entries) })
  const now = shown.entries === entries ? shown : { entries, rows: shownRows(shown.rows, entries) }
  if (now !== shown) setShown(now)
  useEffect(() => {
    if (!now.rows.some(({ state }) => state === "leaves")) return
    const timer = setTimeout(() => {
      setShown(({ entries, rows }) => ({
        entries,
        rows: rows.filter(({ state }) => state !== "leaves"),
      }))
    }, GONE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [now.rows])
  return now.rows
}

import type { LiveEntry } from "@/shared/live"

/** A row of the tower: an entry and the line that it stands on, from 0. */
export type ShownRow = { entry: LiveEntry; line: number; state: "stays" | "new" | "leaves" }

/**
 * The rows to draw after a change: those that have just left the tower are drawn one line
 * below it, where the edge hides them, so that they go where they fell to instead of vanishing.
 */
export function shownRows(before: readonly ShownRow[] | null, entries: LiveEntry[]): ShownRow[] {
  const stood = new Set(before?.filter(({ state }) => state !== "leaves").map(idOf))
  const stand = new Set(entries.map(({ player }) => player))
  const rows: ShownRow[] = entries.map((entry, line) => ({
    entry,
    line,
    state: before === null || stood.has(entry.player) ? "stays" : "new",
  }))
  for (const row of before ?? [])
    if (stood.has(idOf(row)) && !stand.has(idOf(row)))
      rows.push({ entry: row.entry, line: entries.length, state: "leaves" })
  return rows
}

const idOf = ({ entry }: ShownRow) => entry.player

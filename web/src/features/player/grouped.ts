import type { Leaderboard, PlayerEntry } from "@/shared/api"

/** A player's entries on one leaderboard, one for each window that holds one. */
export type OnBoard = { board: Leaderboard; entries: PlayerEntry[] }

/** Entries by leaderboard, as the leaderboards are listed; windows in the board's own order. */
export function byBoard(entries: PlayerEntry[], boards: Leaderboard[]): OnBoard[] {
  return boards
    .map((board) => ({ board, entries: entries.filter((e) => e.leaderboard === board.id) }))
    .filter((one) => one.entries.length > 0)
}

/** The entry that says most for a player: the best of all that play, and of the most. */
export function proudest(entries: PlayerEntry[]): PlayerEntry | undefined {
  return entries.toSorted(
    (a, b) => b.percentile - a.percentile || b.total - a.total || a.rank - b.rank,
  )[0]
}

/** The entry that the address asks for; else the one to be proud of. */
export function chosenEntry(
  entries: PlayerEntry[],
  board: string | null,
  window: string | null,
): PlayerEntry | undefined {
  const onBoard = entries.filter(({ leaderboard }) => leaderboard === board)
  return onBoard.find((entry) => entry.window === window) ?? onBoard[0] ?? proudest(entries)
}

export type Pair = { board: Leaderboard; window: string; a: PlayerEntry; b: PlayerEntry }

/** Where both have an entry: the same leaderboard, window and season. */
export function shared(a: PlayerEntry[], b: PlayerEntry[], boards: Leaderboard[]): Pair[] {
  return byBoard(a, boards).flatMap(({ board, entries }) =>
    entries.flatMap((mine) => {
      const theirs = b.find(
        (other) =>
          other.leaderboard === board.id &&
          other.window === mine.window &&
          other.season === mine.season,
      )
      return theirs ? [{ board, window: mine.window, a: mine, b: theirs }] : []
    }),
  )
}

/** Below 0 where a is ahead, above 0 where b is, 0 where ranks are equal. */
export function ahead(a: { rank: number }, b: { rank: number }): number {
  return Math.sign(a.rank - b.rank)
}
